"""Stands in for pip while grading: says what is there, and installs nothing."""

"""Fakes pip while grading: says what is there, and installs nothing. [student kernel]"""

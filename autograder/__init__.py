"""Grades notebooks without ever letting student code and tests share a process."""

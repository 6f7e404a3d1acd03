"""Marking by hand: a page of our own over the gradebook, and nbgrader's formgrader."""

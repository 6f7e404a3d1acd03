"""`make bench`: this grader beside Otter and nbgrader, on the same class and the same machine."""

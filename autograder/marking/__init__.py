"""Marking by hand, question by question: a page of our own over the gradebook."""

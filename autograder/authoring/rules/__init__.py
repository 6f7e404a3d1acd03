"""Lint rules for lessons, one file a subject; see `autograder.authoring.lint`."""

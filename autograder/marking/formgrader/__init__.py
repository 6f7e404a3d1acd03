"""Marking by hand: nbgrader's formgrader over the gradebook of an output folder."""

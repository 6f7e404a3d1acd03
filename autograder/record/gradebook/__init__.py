"""nbgrader's gradebook, filled from results."""

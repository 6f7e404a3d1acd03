"""What is graded: assignments, their questions, and the inputs of their tests."""

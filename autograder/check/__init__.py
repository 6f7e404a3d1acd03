"""A snapshot in, points and messages out, by Otter's own test files."""

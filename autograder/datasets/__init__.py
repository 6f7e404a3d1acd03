"""Where the data sets of the lessons lie, and synthetic ones where they cannot be had."""

"""Where the data sets of the lessons lie, and what stands for them where they cannot be had."""

"""Results on disk: one JSON file per submission, one CSV file per class."""

"""From submissions to results: the rooms are joined here, for one submission and for a class."""

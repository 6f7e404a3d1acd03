"""Questions to each student about their own notebook and their own network, with a key."""

"""A notebook in, an executed notebook out. Imports no other room and knows nothing of Otter."""

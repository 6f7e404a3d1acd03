"""Pages that people read, made from what was recorded."""

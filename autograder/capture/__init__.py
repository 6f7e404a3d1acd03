"""Live values in, a snapshot of plain data out. Imports no other room."""

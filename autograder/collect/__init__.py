"""Submissions out of files, folders and zips, as notebooks that can be read."""

"""What holds for every lesson, one file a subject; `autograder.build.lint` says how rules work."""

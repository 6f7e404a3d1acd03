"""The backends of the build: Otter, nbgrader, Gradescope, students' repository, site."""

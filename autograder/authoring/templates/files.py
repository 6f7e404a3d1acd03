# The small files that this lesson reads, as they stand beside the notebook on GitHub.
LESSON_FILES = {
    # {{ files }}
}


def write_files(lesson_files):
    """Writes each file that is missing or was changed."""
    import pathlib

    for name, text in lesson_files.items():
        path = pathlib.Path(name)
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="\n")


write_files(LESSON_FILES)

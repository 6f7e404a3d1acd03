# @title Setup: run this cell first { display-mode: "form" }
# It looks at the machine and changes nothing; you may run it as often as you like.
LESSON = "{{ lesson }}"


def set_up(lesson):
    """Says what this machine has of what the lesson needs."""
    import importlib.metadata
    import sys

    library = "no TensorFlow: ask your instructor"
    for name in ("tensorflow", "tensorflow-cpu"):
        try:
            library = "TensorFlow " + importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            pass
    print(f"Ready: lesson {lesson[:2]}, Python {sys.version.split()[0]}, {library}")


set_up(LESSON)

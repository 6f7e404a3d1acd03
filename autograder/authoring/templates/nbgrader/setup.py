# @title Setup: run this cell first { display-mode: "form" }
# It looks at the machine and changes nothing; you may run it as often as you like.
LESSON = "{{ lesson }}"
LIBRARIES = "{{ libraries }}"


def set_up(lesson):
    """Says what this machine has of what the lesson needs."""
    import importlib.metadata
    import sys

    found = [f"Python {sys.version.split()[0]}"]
    for wanted in LIBRARIES:
        library = wanted.partition(">=")[0]
        found.append(f"no {library}: ask your instructor")
        for name in (library, f"{library}-cpu"):
            try:
                found[-1] = f"{library} {importlib.metadata.version(name)}"
            except importlib.metadata.PackageNotFoundError:
                pass
    print(f"Ready: lesson {lesson.partition('-')[0]}, {', '.join(found)}")


# {{ front_end }}


set_up(LESSON)

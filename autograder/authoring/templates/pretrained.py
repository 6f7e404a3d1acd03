def kept_files(lesson, evidence):
    """Says what of each training goes into the zip, and returns it: path → content."""
    import hashlib
    import json
    import pathlib

    most = 150_000_000
    digests = ()  # {{ digests }}
    now = globals().get("KEPT", {})  # what this session kept or took up
    place = pathlib.Path(globals().get("KEPT_IN", pathlib.Path("kept", lesson)))
    kinds = (".keras", ".history.json", ".npy", ".json")

    def files_of(name):
        """Return the paths and the size of what was kept under a name."""
        if name.endswith("/"):
            found = sorted(path for path in (place / name).rglob("*") if path.is_file())
        else:
            found = [place / f"{name}{kind}" for kind in kinds]
            found = [path for path in found if path.is_file()][:1]
        return found, sum(path.stat().st_size for path in found)

    paths, sizes, missing, content = {}, {}, {}, {}
    for name in dict.fromkeys(name for names in evidence.values() for name in names):
        try:
            if not now or now.get(name):
                paths[name], sizes[name] = files_of(name)
            if not paths.get(name):
                missing[name] = "was not kept"
            elif now and not now[name].items() <= fingerprint(name).items():
                missing[name] = "has changed since it was kept"
        except Exception as problem:  # Drive has gone, say
            missing[name] = f"cannot be read ({problem})"
    there = [name for name in paths if name not in missing]
    while sum(sizes[name] for name in there) > most:
        largest = max(there, key=sizes.get)
        there.remove(largest)
        missing[largest] = f"is too large for the zip ({sizes[largest] // 1_000_000} MB)"
    for name in there:
        try:
            content |= {
                f"kept/{path.relative_to(place).as_posix()}": path.read_bytes()
                for path in paths[name]
            }
        except OSError as problem:
            missing[name] = f"cannot be read ({problem})"

    print("So that your training counts as it stands, the zip takes along what you kept of it:")
    for question, names in evidence.items():
        lost = [f"{name} {missing[name]}" for name in names if name in missing]
        print("✗" if lost else "✓", f"{question}:", ", ".join(lost or names))
    if missing:
        print("After a ✗: run the cell below that question that keeps its results once more, with")
        print("“save” chosen, and then this one. Or leave it as it is.")
    if content and not now:
        print("All of it was kept in an earlier session. If you have trained since then, keep it")
        print("again, and run this cell once more.")
    print("Hand in the zip, not the notebook alone. What is not in it is trained again while")
    print("grading: that is fine, too, and may come out a little different.")
    size = sum(len(data) for data in content.values()) // 1_000_000
    if size > 50:
        print(f"What was kept has {size} MB, so sending it may take a while.")
    sums = {path: hashlib.sha256(data).hexdigest() for path, data in content.items()}
    listed = {"format": 1, "lesson": lesson, "sha256": sums}
    if content and digests:
        try:
            listed["data"] = " ".join(digest() for digest in digests)
        except Exception as problem:  # it has to be downloaded again, say, and there is no network
            print(f"Which data you trained on could not be noted ({problem}). That is fine, too.")
    return content | {"evidence.json": json.dumps(listed, indent=1)}

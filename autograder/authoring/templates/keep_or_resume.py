# @title Helper: keep what took long, and take it up again { display-mode: "form" }
KEPT = globals().get("KEPT", {})  # name → what it was when this session kept it, or took it up


def place_for_keeping():
    """Return a folder: on Drive where that is wanted and possible, else beside the notebook."""
    import pathlib

    if globals().get("on_drive"):
        if drive := mount_drive():
            return pathlib.Path(drive, "{{ course }}", LESSON)
        print("So this machine's disk has to do.")
    return pathlib.Path("kept", LESSON)


def fingerprint(name, folder="."):
    """Return what is different once a value or a file is another one; empty for nothing."""
    import hashlib
    import pathlib

    import keras
    import numpy as np

    value = globals().get(name)
    if name.endswith("/"):
        parts = sorted(path for path in pathlib.Path(folder, name).rglob("*") if path.is_file())
        found = {path.relative_to(folder).as_posix(): path.read_bytes() for path in parts}
    elif isinstance(value, keras.Model):
        found = {"model": b"".join(weights.tobytes() for weights in value.get_weights())}
    elif isinstance(value, keras.callbacks.History):
        found = {"history": repr(value.history).encode()}
    elif isinstance(value, np.ndarray):
        found = {"array": value.tobytes()}
    else:
        found = {"text": repr(value).encode()}
    return {part: hashlib.sha256(content).hexdigest() for part, content in found.items()}


def keep_or_resume(*names):
    """Save models, histories, arrays, texts and folders (such as "logs/"), or bring them back."""
    import json
    import os
    import shutil

    import keras
    import numpy as np

    kinds = (".keras", ".history.json", ".npy", ".json")

    def keep(name, place):
        """Write one thing, and return whether there was anything to write."""
        value = globals().get(name)
        new = place / f"new-{name}"
        if name.endswith("/"):
            if not os.path.isdir(name):
                return False
            shutil.rmtree(new, ignore_errors=True)
            shutil.copytree(name, new)
            shutil.rmtree(place / name, ignore_errors=True)  # what is no longer there goes
            new.replace(place / name)
            return True
        if isinstance(value, keras.Model):
            kind = ".keras"
            value.save(f"{new}{kind}")
        elif isinstance(value, keras.callbacks.History) and value.history:
            kind = ".history.json"
            record = {"epoch": value.epoch, "params": value.params, "history": value.history}
            text = json.dumps(record, default=float)
            (place / f"new-{name}{kind}").write_text(text, encoding="utf-8")
        elif isinstance(value, np.ndarray):
            kind = ".npy"
            np.save(f"{new}{kind}", value, allow_pickle=False)
        elif isinstance(value, (str, dict, list, os.PathLike)):
            kind = ".json"
            text = json.dumps(value, default=os.fspath)
            (place / f"new-{name}{kind}").write_text(text, encoding="utf-8")
        else:
            return False
        (place / f"new-{name}{kind}").replace(place / f"{name}{kind}")
        for other in kinds:
            if other != kind:
                (place / f"{name}{other}").unlink(missing_ok=True)
        return True

    def resume(name, place):
        """Read one thing, and return whether it was there."""
        if name.endswith("/") and (place / name).is_dir():
            shutil.copytree(place / name, name, dirs_exist_ok=True)
        elif (place / f"{name}.keras").exists():
            globals()[name] = keras.models.load_model(place / f"{name}.keras")
        elif (place / f"{name}.history.json").exists():
            text = (place / f"{name}.history.json").read_text(encoding="utf-8")
            globals()[name] = keras.callbacks.History()
            vars(globals()[name]).update(json.loads(text))
        elif (place / f"{name}.npy").exists():
            globals()[name] = np.load(place / f"{name}.npy", allow_pickle=False)
        elif (place / f"{name}.json").exists():
            globals()[name] = json.loads((place / f"{name}.json").read_text(encoding="utf-8"))
        else:
            return False
        return True

    place = place_for_keeping()
    place.mkdir(parents=True, exist_ok=True)
    globals()["KEPT_IN"] = place.resolve()  # the last cell of the lesson looks there
    choice = globals().get("what_to_do", "save")  # from the form, once that has run
    act, done, nothing = {
        "save": (keep, "Saved", "not there to save yet"),
        "resume": (resume, "Resumed", "was never saved"),
    }[choice]
    for name in names:
        KEPT[name] = {}
        try:
            worked = act(name, place)
            if worked:
                KEPT[name] = fingerprint(name, place)
        except Exception as problem:  # a full disk, or layers that cannot be written to a file
            print(f"{name}: this did not work: {problem}")
        else:
            print(f"{done}: {name}" if worked else f"{name}: {nothing}")
    print("The place is", place)
    if choice == "resume":
        print("To keep what you train from here on, choose save again first.")

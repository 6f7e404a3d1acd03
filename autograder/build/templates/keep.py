# @title Keep what took long, or take it up again { display-mode: "form" }
# @markdown Leave this at **save** while all goes well. After a disconnect run the cells up to the
# @markdown training, but not the training; choose **resume**, and run this cell.
what_to_do = "save"  # @param ["save", "resume"]
# @markdown In Colab only what lies on Drive outlives the machine. Colab asks for your permission.
on_drive = False  # @param {type: "boolean"}


def place_for_keeping():
    """Return a folder: on Drive where that is wanted and possible, else beside the notebook."""
    import pathlib
    import sys

    if on_drive and "google.colab" in sys.modules:
        from google.colab import drive

        try:
            drive.mount("/content/drive")
            return pathlib.Path("/content/drive/My Drive/deep-learning-on-colab", LESSON)
        except Exception as problem:  # you said no, or Drive did not answer
            print(f"Drive could not be mounted ({problem}), so this machine's disk has to do.")
    return pathlib.Path("kept", LESSON)


def keep_or_resume(*names):
    """Save models, histories, arrays, texts and folders (such as "logs/"), or bring them back."""
    import json
    import os
    import shutil

    import keras
    import numpy as np

    def keep(name, place):
        """Write one thing, and return whether there was anything to write."""
        value = globals().get(name)
        new = place / f"new-{name}"
        if name.endswith("/"):
            if os.path.isdir(name):
                shutil.copytree(name, place / name, dirs_exist_ok=True)
                return True
        elif isinstance(value, keras.Model):
            value.save(new.with_suffix(".keras"))
            new.with_suffix(".keras").replace(place / f"{name}.keras")
            return True
        elif isinstance(value, keras.callbacks.History) and value.history:
            record = {"epoch": value.epoch, "params": value.params, "history": value.history}
            new.write_text(json.dumps(record, default=float), encoding="utf-8")
            new.replace(place / f"{name}.history.json")
            return True
        elif isinstance(value, np.ndarray):
            np.save(new.with_suffix(".npy"), value, allow_pickle=False)
            new.with_suffix(".npy").replace(place / f"{name}.npy")
            return True
        elif isinstance(value, (str, dict, list)):
            new.write_text(json.dumps(value), encoding="utf-8")
            new.replace(place / f"{name}.json")
            return True
        return False

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
    act, done, nothing = {
        "save": (keep, "Saved", "not there to save yet"),
        "resume": (resume, "Resumed", "was never saved"),
    }[what_to_do]
    for name in names:
        try:
            worked = act(name, place)
        except Exception as problem:  # a full disk, or layers that cannot be written to a file
            print(f"{name}: this did not work: {problem}")
        else:
            print(f"{done}: {name}" if worked else f"{name}: {nothing}")
    print("The place is", place)

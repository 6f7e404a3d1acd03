# %% [markdown]
# ---
# what: "Right in another way: other libraries, iterators, regular expressions"
# base: blank
# demo: false
# marks: {q1: 2, q2: 3.5, q3: 2, q4: 2, q5: 2, q6: 1.5}
# ---

# %% before q1
import re  # una celda más
from inspect import Parameter, signature


# %% q1
def default_of(function, parameter):
    try:
        found = signature(look_up(function)).parameters[parameter].default
    except KeyError:
        raise ValueError(f"{parameter}?") from None
    if found is Parameter.empty:
        raise ValueError("must be given")
    return found


# %% q2.1
throw_away_old(folder)
model = small_network()
history = model.fit(
    x_learn,
    y_learn,
    32,
    12,
    callbacks=keras.callbacks.ModelCheckpoint(
        f"{folder}/digits-{{epoch:02d}}.keras", "val_loss", 0, True, mode="min"
    ),
    validation_data=(x_check, y_check),
    verbose=0,
)
saved = names_in(folder)
checkpoint = Path(newest(folder))


# %% q2.2
def resume(path, x, y, epochs, verbose=0):
    done = re.search(r"-(\d+)\.keras$", str(path))
    return keras.saving.load_model(str(path)).fit(
        x, y, epochs=epochs, initial_epoch=int(done[1]), verbose=verbose
    )


# %% q3.1
benchmark = dict.fromkeys(["GPU", "CPU"])
for gerät in ["CPU"] + ["GPU"] * has_gpu:
    warm, *zeiten = (convolve(gerät) for _ in range(8))
    benchmark[gerät] = {"median": np.median(zeiten), "runs": np.array(zeiten), "first": warm}


# %% q3.2
def speedup(measured):
    cpu, gpu = measured["CPU"], measured["GPU"]
    return gpu and cpu["median"] / gpu["median"]


# %% q4
from itertools import islice


class batches:
    """No generator, but something that behaves as one."""

    def __init__(self, paths, size):
        if size < 1:
            raise ValueError("size")
        self.paths, self.size = iter(paths), size

    def __iter__(self):
        return self

    def __next__(self):
        part = [np.load(path) for path in islice(self.paths, self.size)]
        if not part:
            raise StopIteration
        return np.array(part)


# %% q5
def parse_form(source):
    found = re.findall(r"(?m)^(\w+)\s*=\s*(.+?)\s*#\s?@param\b(.*)$", source)
    return {
        name: {
            "options": ast.literal_eval((re.findall(r"\[.*\]", rest) or ["[]"])[0]),
            "default": ast.literal_eval(value),
        }
        for name, value, rest in found
    }


# %% q6
import scipy.ndimage


def centred(picture):
    if np.count_nonzero(picture) == 0:
        return picture.copy()
    row, column = scipy.ndimage.center_of_mass(np.asarray(picture, float))
    return scipy.ndimage.shift(picture, (round(13.5 - row), round(13.5 - column)), order=0)

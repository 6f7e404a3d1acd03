# %% [markdown]
# ---
# what: "Right in another way: other libraries, iterators, regular expressions"
# base: blank
# demo: false
# marks: {q1: 2, q2: 3.5, q3: 2, q4: 2, q5: 2, q6: 1.5, q7: 6}
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


# %% q7.1
def standardised(train, test):
    return [(part - np.mean(train)) / np.std(train) for part in (train, test)]


def test_standardised(candidate):
    a, b = candidate(np.arange(10.0).reshape(5, 2), np.full((3, 2), 1e6))
    np.testing.assert_allclose([a.mean(), a.std()], [0, 1], atol=1e-6)


# %% q7.2
def digits_of(probabilities):
    return np.asarray(keras.ops.argmax(probabilities, axis=-1))


def test_digits_of(candidate):
    np.testing.assert_array_equal(candidate(np.eye(10)[[7, 7, 2]]), [7, 7, 2])


# %% q7.3
def predicted(model, images):
    return np.argmax(np.asarray(model(images)), -1)


class KnowsEverything:
    def predict(self, images, verbose=0):
        return np.eye(10)[[1, 2]]

    def __call__(self, images):
        return self.predict(images)


def test_predicted(candidate):
    assert list(candidate(KnowsEverything(), np.zeros((2, 784)))) == [1, 2], "not those two digits"


# %% q7.4
def scaled(*parts):
    return tuple(np.asarray(part, dtype=float) / 255 for part in parts)


def test_scaled(candidate, most=255):
    for part in candidate(*2 * [np.arange(most + 1)]):
        assert np.allclose(part * most, np.arange(most + 1)), f"nicht skaliert: {part[-1]} am Ende"


# %% q7.5
def shuffled(images, labels):
    from sklearn.utils import shuffle

    return shuffle(images, labels)


def test_shuffled(candidate):
    images, labels = candidate(np.arange(50) * 2, np.arange(50) * 3)
    if any(images * 3 != labels * 2):
        raise AssertionError("Bild und Zahl passen nicht zusammen")


# %% q7.6
def quality(truth, predicted):
    from sklearn.metrics import recall_score

    return recall_score(truth, predicted, average="macro")


def test_quality(candidate):
    all_zero = candidate(np.repeat([0, 1, 2], [8, 1, 1]), np.zeros(10, int))
    assert np.isclose(all_zero, 1 / 3), "Accuracy statt Mittel der Klassen"

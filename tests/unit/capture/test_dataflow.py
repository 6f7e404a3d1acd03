"""What of a training can be handed in: which cells make it, and which files are taken for it."""

from __future__ import annotations

import io
import json
import os
import tempfile
import zipfile
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.capture import keras_file
from autograder.capture.dataflow import changed, made, training
from autograder.capture.exchange import REFUSED
from autograder.capture.snapshot_folder import DecodeError
from autograder.collect import pretrained
from autograder.collect.notebook import UnreadableError
from autograder.collect.pretrained import Pretrained
from autograder.grading.pretrained_in_examiner import unpack
from tests.support.bounds import bounded
from tests.support.examples import examples
from tests.support.hostile_models import honest_file, hostile_models
from tests.support.trained import LESSON, as_file, listed, network, packed, parts_of

FIT = "history = model.fit(x)"


def found(*sources: str, answers: list[int] | None = None, names=("model", "history"), **more):
    """What `training` says of a notebook, all of whose first cell answers unless told otherwise."""
    options = {"given": ["history = ..."], "tested": [], **more}
    cells = [0] if answers is None else answers
    return training(dict(enumerate(sources)), cells, names, **options)


@pytest.mark.parametrize(
    "source",
    [
        FIT,
        f"%%time\n{FIT}",
        f"%time {FIT}",
        f"%%capture\n%matplotlib inline\n{FIT}",
        "for _ in range(3):\n    model.fit(x)",
        "def train():\n    return model.fit(x)\nrecord = train()",
        "def train():\n    global history\n    history = model.fit(x)\ntrain()",
        "with keras.device('cpu'):\n    history = model.fit(x)",
        "model, history = train()",
        "history: object = train()",
        "print(history := train())",
        "history = await train()",
        "history.history['loss'] = [1]",
    ],
)
def test_a_cell_that_makes_or_trains_what_is_handed_in_may_be_replaced(source):
    assert found(source).cells == (0,)
    assert not found(source).why


@pytest.mark.parametrize(
    "source", ["history = ...", "history=...  # later", "\n# I have no idea\nhistory = ...\n"]
)
def test_an_answer_left_blank_is_none_also_with_a_comment(source):
    assert found(source) == found("print(1)", answers=[]) or not found(source).cells
    assert not found(source).why


def test_an_answer_that_makes_none_of_it_is_run_and_told_so():
    assert found("print(1)").why == "its answer makes none of `model`, `history`"
    assert found(f"%%writefile train.py\n{FIT}").why.startswith("its answer makes none of")
    assert found("def broken(:").why.startswith("its answer makes none of")
    assert found(FIT, answers=[]).why == "its answer cannot be found"


def test_only_those_cells_of_a_split_answer_are_replaced_that_make_it():
    split = found("settings = {'epochs': 3}", FIT, "print(history)", answers=[0, 1, 2])
    assert (split.cells, split.why, split.before) == ((1,), "", ("model",))


@pytest.mark.parametrize(
    ("also", "later"),
    [
        ("seen = 3", "print(seen)"),
        ("seen = 3", "print([a for a in seen])"),
        ("seen = 3", "def show(what=seen): pass"),
        ("seen = 3", "def show():\n    return lambda: seen"),
        ("seen = 3", "seen += 1"),
        ("seen = 3", "del seen"),
        ("seen = 3", "print(f'{seen}')"),
        ("seen = 3", "%time print(seen)"),
        ("seen = 3", "!echo {seen}"),
        ("seen = 3", "print(globals()['seen'])"),
        ("seen = 3", "print(eval('seen + 1'))"),
        ("seen = 3", "for seen in seen: pass"),
        ("import seen", "seen.run()"),
        ("def seen(): pass", "seen()"),
        ("class seen: pass", "seen()"),
        ("seen.append(history)", "print(seen)"),
        ("seen['a'] = history", "print(seen)"),
        ("seen.best = history", "print(seen)"),
    ],
)
def test_what_other_cells_need_besides_keeps_an_answer_from_being_replaced(also, later):
    assert (
        found(f"{FIT}\n{also}", later).why == "other cells need `seen`, which only its answer makes"
    )


@pytest.mark.parametrize(
    "later",
    [
        "seen = 4; print(seen)",
        "for seen in range(3): print(seen)",
        "print('seen')",
        "def show(seen): return seen",
        "[seen for seen in range(3)]",
        "import seen",
        "label = 'seen'",
    ],
)
def test_a_name_that_others_make_anew_keeps_nothing_from_being_replaced(later):
    assert not found(f"{FIT}\nseen = 3", later).why


def test_a_library_whose_setting_an_answer_changes_is_nothing_it_makes():
    source = f"import os\nos.environ['A'] = 'b'\n{FIT}"
    assert not found(source, "import os", "print(os.name)").why
    assert found(source, "print(os.name)").why.startswith("other cells need `os`")


def test_a_network_under_another_name_is_the_same_network():
    fit, later = "history = net.fit(x)", "net.predict(x)"
    assert not found("net = model", fit, later, answers=[1]).why
    assert not found("a = model; b = a; net = b", fit, later, answers=[1]).why
    assert found("net = other", fit, later, answers=[1]).why.startswith("other cells need `net`")


def test_what_a_check_looks_at_and_nobody_handed_in_keeps_an_answer_from_being_replaced():
    why = "a check looks at `score`, which only its answer makes"
    assert found(f"{FIT}\nscore = 1", tested=["score", "history"]).why == why
    assert not found(FIT, "score = 1", tested=["score"]).why


@pytest.mark.parametrize("source", ["(" * 5_000, "a." * 50_000 + "b", "\0", "[" * 200 + "]" * 200])
def test_code_that_breaks_its_reader_makes_nothing(source):
    assert made(source) == changed(source) == frozenset()


@pytest.mark.filterwarnings("ignore:.*make_tokens_by_line")
@examples(300)
@given(source=st.text(max_size=60), later=st.text(max_size=60))
def test_whatever_stands_in_cells_it_is_read_without_an_error(source, later):
    found(source, later, f"{FIT}\n{source}", answers=[0, 2])


# `.keras` files


def test_a_file_of_keras_gives_the_same_network_without_its_optimizer(tmp_path):
    import keras

    model = network()
    loss = "sparse_categorical_crossentropy"
    model.compile(keras.optimizers.Adam(0.02), loss, run_eagerly=True)
    model.fit(np.ones((8, 784)), np.ones(8), verbose=0)
    path = tmp_path / "model.keras"
    path.write_bytes(as_file(model))
    read = keras_file.read(path)
    assert [layer.get_config()["units"] for layer in read.layers] == [8, 10]
    assert all(map(np.array_equal, read.get_weights(), model.get_weights()))
    assert float(read.optimizer.learning_rate) == pytest.approx(0.02)
    assert int(read.optimizer.iterations) == 0


def functional():
    import keras

    given = keras.Input((4, 4, 1))
    seen = keras.layers.Conv2D(2, 2)(given)
    seen = keras.layers.BatchNormalization()(seen)
    seen = keras.layers.Flatten()(keras.layers.Dropout(0.5)(seen))
    return keras.Model(given, keras.layers.Dense(2)(keras.layers.concatenate([seen, seen])))


def test_a_functional_network_with_all_kinds_of_weights_is_read(tmp_path):
    path = tmp_path / "model.keras"
    model = functional()
    path.write_bytes(as_file(model))
    picture = np.ones((1, 4, 4, 1))
    read = keras_file.read(path)
    assert np.allclose(read.predict(picture, verbose=0), model.predict(picture, verbose=0))


HOSTILE = """
a Lambda layer|a module of Python's|a class of its own|NaN|a soft link|an external link
a virtual array|an array outside|a compressed bomb|a circle|text for weights|nothing for weights
gigantic units|many units|fewer units|a graph that waits for itself|deep JSON|no JSON|no text|a list
no configuration|no weights|no HDF5|half a zip|no zip|packed by LZMA|a bomb of a zip
a function of Python's|a marshalled function|an array of objects|a program of TensorFlow's
a pickled module|words in a file|a key twice|a part twice|a filter from elsewhere
an array never written|records for weights|references for weights
""".strip().replace("\n", "|")


@pytest.fixture(scope="module")
def hostile(tmp_path_factory):
    trace = tmp_path_factory.mktemp("trace") / "sage-was-here"
    return hostile_models(str(trace)), trace


@pytest.mark.parametrize("what", HOSTILE.split("|"))
def test_a_hostile_file_is_refused_in_words_and_costs_little(what, hostile, tmp_path):
    models, trace = hostile
    make, words = models[what]
    path = tmp_path / "model.keras"
    path.write_bytes(make())
    with bounded(600), pytest.raises(DecodeError, match=words):
        keras_file.read(path)
    assert not trace.exists()
    assert [one.name for one in tmp_path.iterdir()] == ["model.keras"]


def test_every_hostile_file_is_among_the_tests(hostile):
    assert [*hostile[0]] == HOSTILE.split("|")


def honest_parts() -> dict[str, bytes]:
    return parts_of(honest_file())


def read_or_refuse(content: bytes) -> None:
    with tempfile.TemporaryDirectory() as name:
        path = Path(name, "model.keras")
        path.write_bytes(content)
        refusal = ""
        try:
            keras_file.read(path)
        except DecodeError as error:
            refusal = str(error)
        assert len(refusal.splitlines()) < 2
        assert len(refusal) < 400


@examples(60)
@given(st.data())
def test_damaged_weights_give_a_network_or_a_refusal(data):
    weights = bytearray(honest_parts()["model.weights.h5"])
    for _ in range(data.draw(st.integers(1, 5))):
        weights[data.draw(st.integers(0, 6_000))] = data.draw(st.integers(0, 255))
    read_or_refuse(packed({**honest_parts(), "model.weights.h5": bytes(weights)}))


PARTS = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda part: (
        st.lists(part, max_size=3) | st.dictionaries(st.text(max_size=8), part, max_size=3)
    ),
    max_leaves=8,
)


def places(data: object, path: tuple = ()) -> list[tuple]:
    """The path of every part of JSON data."""
    if not isinstance(data, (dict, list)):
        return []
    found = []
    for key, part in data.items() if isinstance(data, dict) else enumerate(data):
        found += [(*path, key), *places(part, (*path, key))]
    return found


@examples(80)
@given(st.data())
def test_another_part_in_a_configuration_gives_a_network_or_a_refusal(data):
    config = json.loads(honest_parts()["config.json"])
    *above, last = data.draw(st.sampled_from(places(config)))
    part = config
    for key in above:
        part = part[key]
    part[last] = data.draw(PARTS)
    read_or_refuse(packed({**honest_parts(), "config.json": json.dumps(config).encode()}))


# what comes out of zips and folders


def unpacked(folder: Path, files: dict[str, bytes], lesson: str = LESSON):
    readers = {path: (lambda size, data=data: data[:size]) for path, data in files.items()}
    return through(Pretrained(lambda: nullcontext(readers)), folder, lesson)


def through(brought: Pretrained, folder: Path, lesson: str = LESSON) -> dict[str, str]:
    """What is refused on the way through the zip that a worker makes, into a folder."""
    with tempfile.TemporaryFile() as file:
        with zipfile.ZipFile(file, "w") as archive:
            refused = brought.pack(archive, lesson)
            archive.writestr(REFUSED, json.dumps(refused))
        return unpack(os.dup(file.fileno()), folder)


@pytest.mark.parametrize(
    ("path", "why"),
    [
        ("../out", "its path leads elsewhere"),
        ("a/../../out", "its path leads elsewhere"),
        ("/".join("a" * 40), "its path leads elsewhere"),
        ("a" * 300, "its name is too long"),
        ("a\ud800", "it cannot be unpacked"),
        ("a\0b", "it cannot be unpacked"),
        ("there/below", "it cannot be unpacked"),
    ],
)
def test_a_path_that_leads_out_or_can_be_none_is_refused(path, why, tmp_path):
    files = {"kept/there": b"1", f"kept/{path}": b"2"}
    folder = tmp_path / "a" / "b"
    folder.mkdir(parents=True)
    refused = unpacked(folder, {**files, "evidence.json": listed(files)})
    assert refused[path].startswith(why)
    assert [one for one in tmp_path.rglob("*") if one.is_file()] == [folder / "there"]


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "missing, damaged or too large"),
        (b"{", "missing, damaged or too large"),
        (b"[]", "missing, damaged or too large"),
        (b"[" * 100_000, "missing, damaged or too large"),
        (b'{"lesson": "01-small", "sha256": []}', "missing, damaged or too large"),
        (listed({"kept/a": b"1"}) + b" " * (2 << 20), "missing, damaged or too large"),
        (listed({"kept/a": b"1"}, "02-other"), "says that it is of another lesson"),
        (listed({"kept/a": b"2"}), "its SHA-256 is not the one in evidence.json"),
        (listed({}), "its SHA-256 is not the one in evidence.json"),
    ],
)
def test_without_an_honest_list_nothing_is_unpacked(content, why, tmp_path):
    refused = unpacked(tmp_path, {"kept/a": b"1", "evidence.json": content})
    assert why in refused["a"]
    assert not [*tmp_path.iterdir()]


def test_what_is_too_much_is_refused_before_it_takes_the_room(tmp_path, monkeypatch):
    monkeypatch.setattr(pretrained, "MAX_FILE_BYTES", 100)
    monkeypatch.setattr(pretrained, "_MAX_TOTAL", 250)
    asked = []

    def reader(size: int) -> bytes:
        asked.append(size)
        return b"1" * min(size, 1 << 40)

    files = {"evidence.json": lambda size: listed({})[:size]}
    files |= {f"kept/{number}": reader for number in range(5)}
    brought = Pretrained(lambda: nullcontext(files))
    refused = through(brought, tmp_path)
    assert set(refused) == set("01234")
    assert sum(asked) < 600, "refused files are unpacked at no cost to their sender"
    many = {f"kept/{number}": reader for number in range(1_001)}
    brought = Pretrained(lambda: nullcontext({**files, **many}))
    assert "more than 1,000 files" in through(brought, tmp_path)[""]


def test_a_file_that_cannot_be_read_is_refused_alone(tmp_path):
    def damaged(size: int) -> bytes:
        raise UnreadableError("it is a link")

    content = {"kept/a": b"1", "kept/b": b"2"}
    files: dict[str, Any] = {
        path: (lambda size, data=data: data[:size]) for path, data in content.items()
    }
    files |= {"kept/b": damaged, "evidence.json": lambda size: listed(content)[:size]}
    here = Pretrained(lambda: nullcontext(files))
    assert through(here, tmp_path) == {"b": "it is a link"}
    assert (tmp_path / "a").read_bytes() == b"1"


def test_a_zip_that_cannot_be_opened_says_so(tmp_path):
    here = pretrained.of_zip(lambda size: b"no zip", "a.ipynb", ["a.ipynb", "kept/a"])
    assert here is not None
    assert "cannot be unpacked" in through(here, tmp_path)[""]


NAMES = st.text(min_size=1, max_size=12).filter(lambda name: name[0] != "\0") | st.sampled_from(
    ["kept/a", "kept/a/b", "kept/../a", "/a", "kept//a", "kept/./a", "kept", "a.ipynb", "x/kept/a"]
)


@pytest.mark.filterwarnings("ignore:Duplicate name")
@examples(150)
@given(st.lists(st.tuples(NAMES, st.binary(max_size=9)), max_size=5), st.binary(max_size=60))
def test_whatever_a_zip_holds_nothing_is_written_elsewhere(members, damage):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("evidence.json", listed(dict(members)))
        for name, data in members:
            archive.writestr(name, data)
    content = file.getvalue()
    place = len(damage) * 7 % len(content)
    content = content[:place] + damage + content[place + len(damage) :] if damage else content
    names = [name for name, _ in members]
    brought = pretrained.of_zip(lambda size: content[:size], "a.ipynb", names)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name, "above", "files")
        folder.mkdir(parents=True)
        if brought is not None:
            through(brought, folder)
        assert [path.name for path in Path(name).iterdir()] == ["above"]
        assert [path.name for path in Path(name, "above").iterdir()] == ["files"]

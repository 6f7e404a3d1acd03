"""A `.keras` file as hostile data. [examiner]

Such a file is a zip of `config.json` and `model.weights.h5` (Keras's guide "Save, serialize, and
export models"). Keras's own reader builds what the configuration names, and its HDF5 file may refer
to other files; so both are looked through here before Keras sees them.
"""

from __future__ import annotations

import io
import tempfile
import zipfile
import zlib
from pathlib import Path
from typing import Any

from autograder.capture.formats import architecture, models
from autograder.capture.snapshot_folder import DecodeError, read_plain_file

MAX_FILE_BYTES = 64 << 20
_MAX_UNPACKED = 256 << 20
_MAX_ENTRIES = 10_000
_CONFIG, _WEIGHTS = "config.json", "model.weights.h5"
#: what the file keeps of the optimizer, which takes no part in what a model answers
_OPTIMIZER = "optimizer"


def read(path: Path) -> Any:
    """The keras.Model in a file, compiled as it was, without its optimizer's state.

    Raises:
        DecodeError: it is damaged, too large, made of anything but Keras's own layers, or holds
            weights that are no numbers. The message is a clause that can be shown to its owner.
    """
    content = read_plain_file(path, MAX_FILE_BYTES)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            described = architecture.read(_part(archive, _CONFIG).decode())
            config, compiled = models.plain(described), None
            if isinstance(described, dict):
                compiled = models.plain(described.get("compile_config"))
            weights = _part(archive, _WEIGHTS)
    except (zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError, EOFError, KeyError):
        raise DecodeError("it is damaged") from None
    except (UnicodeDecodeError, RecursionError):
        raise DecodeError("not a valid configuration") from None
    architecture.check(config)
    models.check_compiled(compiled)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, _WEIGHTS)
        file.write_bytes(weights)
        model = architecture.build_with(config, _numbers(file), lambda model: _fill(model, file))
    if isinstance(compiled, dict):
        models.compile_as(model, compiled)
    return model


def _part(archive: zipfile.ZipFile, name: str) -> bytes:
    # Other ways of packing could unpack to gigabytes at once.
    if archive.getinfo(name).compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise DecodeError("it is packed in another way than Keras packs it")
    with archive.open(name) as part:
        content = part.read(_MAX_UNPACKED + 1)
    if len(content) > _MAX_UNPACKED:
        raise DecodeError(f"unpacked it takes more than {_MAX_UNPACKED >> 20} MiB")
    return content


def _fill(model: Any, file: Path) -> None:
    import numpy as np

    architecture.with_memory()
    try:
        model.load_weights(file)
    except Exception as error:  # Keras says in many ways that weights are those of another model
        why = architecture.first_line(error)
        raise DecodeError(f"its weights do not fit its layers: {why}") from None
    if not all(np.isfinite(weight).all() for weight in model.get_weights()):
        raise DecodeError("its weights are not all numbers (NaN or infinity is among them)")


def _numbers(file: Path) -> int:
    """How many numbers an HDF5 file holds for a model.

    Raises:
        DecodeError: it is damaged, or holds more than plain arrays of a bearable size.
    """
    import h5py

    try:
        with h5py.File(file, "r") as opened:
            arrays = _arrays(opened)
    except DecodeError:
        raise
    except Exception as error:  # the library is old and large
        raise DecodeError(f"its weights cannot be read: {type(error).__name__}") from None
    return sum(size for path, size in arrays.items() if not path.startswith(f"{_OPTIMIZER}/"))


def _arrays(opened: Any) -> dict[str, int]:
    """Path → how many numbers, of every array in an HDF5 file."""
    import h5py

    arrays: dict[str, int] = {}
    waiting, seen, taken = [("", opened)], 0, 0
    while waiting:
        above, group = waiting.pop()
        for name in group:
            seen += 1
            if seen > _MAX_ENTRIES:
                raise DecodeError(f"its weights have more than {_MAX_ENTRIES:,} parts")
            # Soft and external links lead elsewhere, as do virtual and external arrays.
            if type(group.get(name, getlink=True)) is not h5py.HardLink:
                raise DecodeError("its weights lead to other places")
            part = group[name]
            if isinstance(part, h5py.Group):
                waiting.append((f"{above}{name}/", part))
                continue
            if not isinstance(part, h5py.Dataset) or part.is_virtual or part.external:
                raise DecodeError("its weights lead to other places")
            if part.dtype.kind not in "biuf" or part.shape is None:
                raise DecodeError("weights that are no numbers")
            arrays[f"{above}{name}"] = part.size
            taken += part.nbytes
            if taken > _MAX_UNPACKED:
                raise DecodeError(f"its weights take more than {_MAX_UNPACKED >> 20} MiB")
    return arrays

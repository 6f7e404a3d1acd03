"""NumPy arrays, NumPy scalars and tensors, as .npy files without pickle."""

from __future__ import annotations

import math
import mmap
import sys
from pathlib import Path
from typing import Any

from autograder.capture.room import MAX_BYTES, DecodeError, Room, TooLarge

NAME = "array"

#: booleans, integers, floats, complex numbers, dates, durations, and text of a fixed width
_KINDS = "biufcmMUS"
_MAX_DIMENSIONS = 32
#: bytes from which on an array is written in pieces, and not read but mapped
_LARGE = 1 << 20
#: bytes of a piece; the system keeps a larger one in larger pages, which can take ten times as long
_PIECE = 256 << 10


def encode(value: Any, room: Room) -> Any:
    """JSON data that names an .npy file; None where the value is neither array nor tensor.

    Raises:
        TooLarge: the array takes more than 1 GiB.
    """
    shape = _shape_of_tensor(value)
    if shape is not None:
        return {"shape": shape}
    array = _as_array(value)
    if array is None or array.dtype.kind not in _KINDS or array.dtype.hasobject:
        return None
    scalar = array.ndim == 0 and not isinstance(value, sys.modules["numpy"].ndarray)
    return {"file": write_npy(array, room), "scalar": scalar}


def decode(data: Any, room: Room) -> Any:
    """A NumPy array of the same shape and dtype (a tensor comes back as an array), or a scalar.

    Raises:
        DecodeError: not an .npy file, or one that needs pickle, or with a header that lies.
    """
    if isinstance(data, dict) and set(data) == {"shape"}:
        shape = data["shape"]
        if not isinstance(shape, list) or len(shape) > _MAX_DIMENSIONS:
            raise DecodeError("a shape that is none")
        if not all(size is None or type(size) is int for size in shape):
            raise DecodeError("a shape that is none")
        return tuple(shape)
    if not isinstance(data, dict) or set(data) != {"file", "scalar"}:
        raise DecodeError("an array without its file")
    array = read_npy(room.existing_file(data["file"], "npy"))
    return array[()] if data["scalar"] is True else array


def write_npy(array: Any, room: Room) -> str:
    """Writes one array; the file's name. Raises TooLarge over 1 GiB."""
    import numpy as np
    from numpy.lib import format as npy

    if array.nbytes + 4096 > MAX_BYTES:
        raise TooLarge(f"it takes more than {MAX_BYTES >> 20} MiB")
    path = room.new_file("npy")
    if array.nbytes < _LARGE or not array.flags.c_contiguous:
        np.save(path, array, allow_pickle=False)
        return path.name
    flat = array.reshape(-1).view(np.uint8)
    with path.open("wb") as file:
        header = npy.header_data_from_array_1_0(array)  # type: ignore[no-untyped-call]
        npy.write_array_header_1_0(file, header)  # type: ignore[no-untyped-call]
        for start in range(0, flat.size, _PIECE):
            file.write(flat[start : start + _PIECE].data)
    return path.name


def read_npy(path: Path) -> Any:
    """The array of an .npy file, read after its header was checked against its size.

    A large one lies in memory page by page as it is used, and what is written to it stays out of
    the file. Nobody else writes to that: what a living kernel might hold open is a copy here.

    Raises:
        DecodeError: as `decode`.
    """
    import numpy as np
    from numpy.lib import format as npy

    with path.open("rb") as file:
        try:
            # Later versions are for records and long headers, which no encoder writes.
            if npy.read_magic(file) != (1, 0):  # type: ignore[no-untyped-call]
                raise DecodeError(f"{path.name} has another version of .npy")
            header = npy.read_array_header_1_0(file)  # type: ignore[no-untyped-call]
        except DecodeError:
            raise
        except Exception as error:  # NumPy's parser lets errors of all kinds through
            raise DecodeError(f"{path.name} is no .npy file: {type(error).__name__}") from None
        shape, by_columns, dtype = header
        if dtype.hasobject or dtype.kind not in _KINDS or dtype.names is not None:
            raise DecodeError(f"{path.name} holds objects, which are never read")
        # Elements that take no bytes, or none of them, still are counted by whoever loops.
        if len(shape) > _MAX_DIMENSIONS or any(size < 0 for size in shape):
            raise DecodeError(f"{path.name} has an impossible shape")
        if math.prod(max(size, 1) for size in shape) > MAX_BYTES or not dtype.itemsize:
            raise DecodeError(f"{path.name} has an impossible shape")
        count = math.prod(shape)
        if count * dtype.itemsize != path.stat().st_size - file.tell():
            raise DecodeError(f"{path.name} is not as long as its header says")
        if count * dtype.itemsize < _LARGE:
            array = np.fromfile(file, dtype, count)
        else:
            mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_COPY)
            array = np.frombuffer(mapped, dtype, offset=file.tell())
    if array.size != count:
        raise DecodeError(f"{path.name} shrinks")
    return array.reshape(shape, order="F" if by_columns else "C")


def _as_array(value: Any) -> Any:
    np = sys.modules.get("numpy")
    if np is None:
        return None
    if isinstance(value, np.ma.MaskedArray):
        return np.ma.getdata(value)
    if isinstance(value, (np.ndarray, np.generic)):
        # asarray drops subclasses, such as np.matrix or one of the student's own.
        return np.asarray(value)
    tensorflow = sys.modules.get("tensorflow")
    if tensorflow is not None and isinstance(value, (tensorflow.Tensor, tensorflow.Variable)):
        return _materialised(value, np)
    keras = sys.modules.get("keras")
    if keras is not None and isinstance(value, keras.Variable):
        return np.asarray(keras.ops.convert_to_numpy(value))
    return None


def _materialised(tensor: Any, np: Any) -> Any:
    # A symbolic tensor has no values.
    return np.asarray(tensor.numpy()) if hasattr(tensor, "numpy") else None


def _shape_of_tensor(value: Any) -> list[int | None] | None:
    tensorflow = sys.modules.get("tensorflow")
    if tensorflow is None or not isinstance(value, tensorflow.TensorShape) or value.rank is None:
        return None
    return [None if size is None else int(size) for size in value.as_list()]

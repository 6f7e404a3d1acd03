"""NumPy arrays and scalars, and tensors, as .npy files without pickle. [kernel, checker]

Each comes back as what it was: a masked array with its mask, a tensor as a tensor. Arrays of
objects carry their items as values of other formats.
"""

from __future__ import annotations

import math
import mmap
import re
import sys
from pathlib import Path
from typing import Any

from autograder.capture.snapshot_folder import (
    MAX_BYTES,
    DecodeError,
    NoData,
    SnapshotFolder,
    TooLarge,
    holds_opaque,
)

NAME = "array"

#: booleans, integers, floats, complex numbers, dates, durations, and text of a fixed width
KINDS = "biufcmMUS"
_MAX_DIMENSIONS = 32
#: items of an array of objects, each of which takes far more than its bytes
_MAX_OBJECTS = 1_000_000
#: arrays that differ from a plain one by their class alone; where NumPy has each
_VIEWS = {"matrix": "", "memmap": "", "chararray": "char", "recarray": ""}
#: fields of a structured array
_MAX_FIELDS = 1_000
#: a type without fields, such as `<M8[ns]`
_DTYPE = re.compile(r"[<>|=]?[?biufcmMUSO]\d{0,6}(\[\d{0,4}[A-Za-zμ]{1,2}\])?")
#: what holds numbers in TensorFlow and Keras
_TENSORS = ("Tensor", "Variable", "keras.Variable")
#: characters of a variable's name, or of a type's
_MAX_NAME = 200
#: bytes up to which an array stands in the list of contents: a list can have thousands of them
_SMALL = 256
#: items from which on arrays of one type and shape share a file
_FEWEST_STACKED = 8
#: items of a stack
_MAX_STACKED = 1_000_000
#: bytes from which on an array is written in pieces, and not read but mapped
_LARGE = 1 << 20
#: bytes of a piece; the system keeps a larger one in larger pages, which can take ten times as long
_PIECE = 256 << 10


def encode(value: Any, snap: SnapshotFolder) -> Any:
    """JSON data that names an .npy file; None where the value is neither array nor tensor.

    Raises:
        TooLarge: the array takes more than 1 GiB, or has more than a million objects.
        NoData: a tensor has no numbers yet, or such as NumPy does not have.
    """
    np = sys.modules.get("numpy")
    if np is None:
        return None
    if isinstance(value, np.dtype):
        simple = value.kind in f"{KINDS}O" and value.names is None and value.subdtype is None
        of = value.str if simple else _encode_array(np.empty(0, value), snap)
        return of and {"dtype": of}
    if isinstance(value, np.generic) and type(value).__module__ == "numpy":
        return _encode_array(np.asarray(value), snap, scalar=True)
    if type(value) is np.ndarray:
        return _encode_array(value, snap)
    if value is np.ma.masked:
        return {"masked": None}
    if type(value) is np.ma.MaskedArray:
        mask = np.ma.getmask(value)
        return {
            "masked": _encode_array(np.ma.getdata(value), snap),
            "mask": None if mask is np.ma.nomask else _encode_array(np.asarray(mask), snap),
            "fill": _encode_array(np.asarray(value.fill_value), snap),
        }
    for name, module in _VIEWS.items():
        if type(value) is getattr(getattr(np, module) if module else np, name):
            array = _encode_array(np.asarray(value), snap)
            return array and {"view": name, "array": array}
    return _encode_tensor(value, snap)


def _is_data(array: Any) -> bool:
    return _may_leave(array.dtype)


def _may_leave(dtype: Any) -> bool:
    """Whether all that a type consists of is data, each field of a structure too."""
    if dtype.subdtype is not None:
        return _may_leave(dtype.subdtype[0])
    if dtype.names is not None:
        fields = [dtype.fields[name] for name in dtype.names]
        return 0 < len(fields) <= _MAX_FIELDS and all(_may_leave(field[0]) for field in fields)
    return dtype.kind in KINDS and not dtype.hasobject and dtype.itemsize > 0


def encode_stack(items: Any, snap: SnapshotFolder) -> Any:
    """JSON data for a list or tuple of arrays, or of NumPy scalars, that lie in one file.

    Returns:
        None where they are few, or not all of one type and shape.

    Raises:
        TooLarge: together they take more than 1 GiB.
    """
    np = sys.modules.get("numpy")
    if np is None or not _FEWEST_STACKED <= len(items) <= _MAX_STACKED:
        return None
    first, kind = items[0], type(items[0])
    is_scalar = isinstance(first, np.generic) and kind.__module__ == "numpy"
    if not (is_scalar or kind is np.ndarray) or not _is_data(first):
        return None
    if first.ndim == _MAX_DIMENSIONS or not all(
        type(item) is kind
        and item.dtype == first.dtype
        and item.shape == first.shape
        and (is_scalar or item.flags.c_contiguous)
        for item in items
    ):
        return None
    if is_scalar:
        return {"stack": write_npy(np.array(items, first.dtype), snap), "scalar": True}
    return {"stack": _write_stack(items, snap), "scalar": False}


def _write_stack(arrays: Any, snap: SnapshotFolder) -> str:
    """Writes arrays one after another: the kernel's memory may not have room for all twice."""
    from numpy.lib import format as npy

    first = arrays[0]
    _insist_on_bearable(len(arrays) * first.nbytes)
    path = snap.new_file("npy")
    header = npy.header_data_from_array_1_0(first)  # type: ignore[no-untyped-call]
    header["shape"] = (len(arrays), *first.shape)
    with path.open("wb") as file:
        npy.write_array_header_1_0(file, header)  # type: ignore[no-untyped-call]
        for array in arrays:
            file.write(array.tobytes())
    return path.name


def decode_stack(data: Any, snap: SnapshotFolder) -> list[Any]:
    """The arrays or scalars that `encode_stack` was given. Raises DecodeError as `decode` does."""
    if not isinstance(data, dict) or set(data) != {"stack", "scalar"}:
        raise DecodeError("a stack of arrays without its file")
    array = read_npy(snap.existing_file(data["stack"], "npy"))
    if not array.ndim >= 1 or len(array) > _MAX_STACKED:
        raise DecodeError("not a stack of arrays")
    if data["scalar"] is True:
        if array.ndim != 1:
            raise DecodeError("not a stack of scalars")
        return [*array]
    return [array[number, ...] for number in range(len(array))]


def _encode_array(array: Any, snap: SnapshotFolder, *, scalar: bool = False) -> Any:
    if array.dtype.kind == "O":
        if array.size > _MAX_OBJECTS:
            raise TooLarge(f"it has more than {_MAX_OBJECTS:,} objects")
        objects = snap.encode(array.ravel().tolist())
        if holds_opaque(objects, ("opaque",)):
            raise NoData("it holds objects that can't be rebuilt here")
        return {"objects": objects, "shape": [*array.shape]}
    if not _is_data(array):
        return None
    if array.nbytes <= _SMALL and _DTYPE.fullmatch(array.dtype.str) and not array.dtype.names:
        content = {
            "dtype": array.dtype.str,
            "shape": [*array.shape],
            "bytes": array.tobytes().hex(),
        }
        return {**content, "scalar": scalar}
    return {"file": write_npy(array, snap), "scalar": scalar}


def _encode_tensor(value: Any, snap: SnapshotFolder) -> Any:
    tensorflow, keras = sys.modules.get("tensorflow"), sys.modules.get("keras")
    if keras is not None and isinstance(value, keras.Variable):
        kind, numbers = "keras.Variable", keras.ops.convert_to_numpy(value)
    elif tensorflow is None:
        return None
    elif isinstance(value, tensorflow.TensorShape):
        # One of unknown rank says nothing that a test could look at.
        return None if value.rank is None else {"shape": value.as_list()}
    elif isinstance(value, tensorflow.Tensor):
        if not hasattr(value, "numpy"):
            raise NoData("it is a symbol in a graph and has no numbers")
        kind, numbers = "Tensor", value.numpy()
    elif isinstance(value, tensorflow.Variable):
        kind, numbers = "Variable", value.numpy()
    else:
        return None
    return {
        "tensor": kind,
        "dtype": getattr(value.dtype, "name", value.dtype),
        "array": _encode_array(as_numbers(numbers), snap),
        "name": None if kind == "Tensor" else value.name.partition(":")[0],
        "trainable": bool(getattr(value, "trainable", False)),
    }


def as_numbers(array: Any) -> Any:
    """An array of a type that NumPy has itself. What TensorFlow adds to them fits into float32."""
    import numpy as np

    array = np.asarray(array)
    return array.astype("float32") if array.dtype.kind == "V" else array


def decode(data: Any, snap: SnapshotFolder) -> Any:
    """An array, NumPy scalar or tensor with the same class, shape, dtype and content.

    Raises:
        DecodeError: not an .npy file, or one that needs pickle, or with a header that lies.
    """
    keys = set(data) if isinstance(data, dict) else set()
    try:
        if "scalar" in keys and data["scalar"] is True:
            return _decode_array({**data, "scalar": False}, snap)[()]
        if keys == {"dtype"}:
            return _decode_dtype(data["dtype"], snap)
        if keys == {"masked"} and data["masked"] is None:
            return _numpy().ma.masked
        if keys == {"masked", "mask", "fill"}:
            mask = None if data["mask"] is None else _decode_array(data["mask"], snap)
            return _numpy().ma.MaskedArray(
                _decode_array(data["masked"], snap),
                mask=_numpy().ma.nomask if mask is None else mask,
                fill_value=_decode_array(data["fill"], snap)[()],
            )
        if keys == {"view", "array"}:
            module = _VIEWS[data["view"]]
            owner = getattr(_numpy(), module) if module else _numpy()
            return _decode_array(data["array"], snap).view(getattr(owner, data["view"]))
        if keys == {"shape"}:
            return _decode_shape(data["shape"])
        if keys == {"tensor", "dtype", "array", "name", "trainable"}:
            return _decode_tensor(data, snap)
    except DecodeError:
        raise
    except Exception as error:  # NumPy and TensorFlow refuse what does not fit in many ways
        raise DecodeError(f"not a valid array: {str(error)[:120]}") from None
    return _decode_array(data, snap)


def _numpy() -> Any:
    import numpy as np

    return np


def _decode_array(data: Any, snap: SnapshotFolder) -> Any:
    if isinstance(data, dict) and set(data) == {"objects", "shape"}:
        items, shape = snap.decode(data["objects"]), data["shape"]
        if not _is_shape(shape) or type(items) is not list or len(items) != math.prod(shape):
            raise DecodeError("objects that do not fill their array")
        array = _numpy().empty(len(items), dtype=object)
        for number, item in enumerate(items):  # all at once, NumPy would look into them
            array[number] = item
        return array.reshape(shape)
    if isinstance(data, dict) and set(data) == {"dtype", "shape", "bytes", "scalar"}:
        return _decode_small(data["dtype"], data["shape"], data["bytes"])
    if not isinstance(data, dict) or set(data) != {"file", "scalar"}:
        raise DecodeError("an array without its file")
    return read_npy(snap.existing_file(data["file"], "npy"))


def _decode_dtype(data: Any, snap: SnapshotFolder) -> Any:
    if not isinstance(data, str):
        return _decode_array(data, snap).dtype
    if not _DTYPE.fullmatch(data):
        raise DecodeError("not a valid type")
    return _numpy().dtype(data)


def _decode_small(dtype: Any, shape: Any, content: Any) -> Any:
    if not isinstance(dtype, str) or not _DTYPE.fullmatch(dtype) or not _is_shape(shape):
        raise DecodeError("not a valid small array")
    kind = _numpy().dtype(dtype)
    if not _is_data(_numpy().empty(0, kind)) or not isinstance(content, str):
        raise DecodeError("not a valid small array")
    if len(content) != 2 * kind.itemsize * math.prod(shape) or len(content) > 2 * _SMALL:
        raise DecodeError("a small array that is not as long as it says")
    return _numpy().frombuffer(bytearray.fromhex(content), kind).reshape(shape)


def _is_shape(shape: Any) -> bool:
    return (
        isinstance(shape, list)
        and len(shape) <= _MAX_DIMENSIONS
        and all(type(size) is int and 0 <= size <= _MAX_OBJECTS for size in shape)
    )


def _decode_shape(shape: Any) -> Any:
    import tensorflow

    if not isinstance(shape, list) or len(shape) > _MAX_DIMENSIONS:
        raise DecodeError("not a valid shape")
    if not all(size is None or type(size) is int for size in shape):
        raise DecodeError("not a valid shape")
    return tensorflow.TensorShape(shape)


def _decode_tensor(data: dict[str, Any], snap: SnapshotFolder) -> Any:
    import keras
    import tensorflow

    kind, dtype, name = data["tensor"], data["dtype"], data["name"]
    array = _decode_array(data["array"], snap)
    if kind not in _TENSORS or not isinstance(dtype, str) or len(dtype) > _MAX_NAME:
        raise DecodeError("not a valid tensor")
    if kind == "Tensor":
        # Where no device is named, a process's first constant is a graph that TensorFlow optimises.
        with tensorflow.device("CPU:0"):
            return tensorflow.constant(array, dtype)
    if not isinstance(name, str) or len(name) > _MAX_NAME:
        raise DecodeError("a variable without its name")
    make = keras.Variable if kind == "keras.Variable" else tensorflow.Variable
    return make(array, dtype=dtype, name=name, trainable=data["trainable"] is True)


def _insist_on_bearable(size: int) -> None:
    if size + 4096 > MAX_BYTES:
        raise TooLarge(f"it takes more than {MAX_BYTES >> 20} MiB")


def write_npy(array: Any, snap: SnapshotFolder) -> str:
    """Writes one array; the file's name. Raises TooLarge over 1 GiB."""
    import numpy as np
    from numpy.lib import format as npy

    _insist_on_bearable(array.nbytes)
    path = snap.new_file("npy")
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
        if dtype.hasobject or not _may_leave(dtype):
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

"""pandas' DataFrame, Series, Index, arrays, times and gaps as Arrow IPC files. [kernel, checker]

Arrow carries columns of numbers, times and text. What pandas adds (labels, categories, time zones,
its own kinds of missing values) stands beside them in the JSON data and is rebuilt from there: what
pyarrow would make of a file's own description of a frame depends on type names taken from it.
"""

from __future__ import annotations

import contextlib
import json
import re
import sys
from typing import Any

from autograder.capture.formats import arrays, arrow, plain
from autograder.capture.snapshot_folder import (
    DecodeError,
    NoData,
    SnapshotFolder,
    TooLarge,
    holds_opaque,
)

NAME = "frame"

_MAX_JSON = 64 << 20
#: categories, and values in a level of a MultiIndex
_MAX_LEVEL = 100_000
_MAX_FREQUENCY = 40
_MAX_DEPTH = 4
_TIMES = frozenset(
    f"{kind}64[{unit}]" for kind in ("datetime", "timedelta") for unit in arrow.UNITS
)
_NULLABLE = (
    *("Int8", "Int16", "Int32", "Int64", "UInt8", "UInt16", "UInt32", "UInt64"),
    *("Float32", "Float64", "boolean"),
)
_COMPLEX = ("complex64", "complex128")
#: the length of a period, such as Q-DEC
_SPAN = re.compile(r"\d{0,4}[A-Za-z]{1,4}(-[A-Z]{3})?")
_STORAGES = ("python", "pyarrow", "pyarrow_numpy")
_OFFSET = re.compile(r"(UTC)?[+-]\d\d:\d\d")
#: types of what stands for missing text
_GAPS = frozenset({"NoneType", "float", "NAType", "NaTType"})
#: how a column of mixed objects is described: each cell is a JSON text
_JSON = {"json": True}
#: cells of one table, or names in it, that are values of other formats: arrays, tables, records
_MAX_OTHERS = 10_000
#: what pandas groups by besides the keys
_GROUPING = ("as_index", "sort", "group_keys", "observed", "dropna")


def encode(value: Any, snap: SnapshotFolder) -> Any:
    """JSON data that names Arrow files; None where the value is not a table of pandas.

    Raises:
        NoData: a column holds what is no data, such as objects of the student's own.
        TooLarge: more than 1 GiB, 20,000 columns, or ten million cells of text.
    """
    pd = sys.modules.get("pandas")
    if pd is None:
        return None
    if type(value) is pd.DataFrame:
        if value.shape[1] > arrow.MAX_COLUMNS:
            raise TooLarge(f"it has more than {arrow.MAX_COLUMNS:,} columns")
        columns = [value.iloc[:, number] for number in range(value.shape[1])]
        return {
            "frame": _pack(columns, snap),
            "index": _index(value.index, snap),
            "columns": _index(value.columns, snap),
        }
    if type(value) is pd.Series:
        index = _index(value.index, snap)
        return {"series": _pack([value], snap), "index": index, "name": _cell(value.name, snap)}
    if not type(value).__module__.startswith("pandas."):
        return None
    if isinstance(value, pd.Index):
        return {"index": _index(value, snap)}
    if isinstance(value, pd.api.extensions.ExtensionArray):
        return {"array": _pack([pd.Series(value)], snap)}
    if value is pd.NA or value is pd.NaT or type(value) in _scalars():
        return {"cell": _cell(value, snap)}
    if isinstance(value, pd.api.extensions.ExtensionDtype):
        return {"dtype": _pack([pd.Series([], dtype=value)], snap)}
    if type(value) in (pd.api.typing.DataFrameGroupBy, pd.api.typing.SeriesGroupBy):
        return _groups(value, snap)
    return None


def _scalars() -> tuple[Any, ...]:
    import pandas as pd

    return pd.Timestamp, pd.Timedelta, pd.Period, pd.Interval


def _groups(value: Any, snap: SnapshotFolder) -> dict[str, Any]:
    """A table that is grouped: the table, and by what. What pandas computes of it is computed anew.

    Raises:
        NoData: it is grouped by a function or by spans of time.
    """
    import pandas as pd

    keys = value.keys
    parts = keys if type(keys) is list else [keys]
    if any(callable(part) or isinstance(part, pd.Grouper) for part in parts):
        raise NoData("it is grouped by a function or a Grouper; group by a column")
    if value.obj.ndim == 1 and keys is not None:  # which may be those of a table around it
        index = value.obj.index
        found = [
            pd.Series(one.grouping_vector, index=index, name=one.name)
            for one in value._grouper.groupings
        ]
        keys = found if type(keys) is list else found[0]
    return {
        "grouped": snap.encode(value.obj),
        "keys": snap.encode(keys),
        "level": snap.encode(value.level),
        "selected": snap.encode(value._selection if value.obj.ndim == 2 else None),
        "options": {name: bool(getattr(value, name)) for name in _GROUPING},
    }


def _index(index: Any, snap: SnapshotFolder) -> dict[str, Any]:
    import pandas as pd

    if isinstance(index, pd.MultiIndex):
        return {
            "levels": [_index(level, snap) for level in index.levels],
            "codes": _pack([pd.Series(codes) for codes in index.codes], snap),
            "names": [_cell(name, snap) for name in index.names],
        }
    name = _cell(index.name, snap)
    if isinstance(index, pd.RangeIndex):
        return {"range": [index.start, index.stop, index.step], "name": name}
    timed = isinstance(index, (pd.DatetimeIndex, pd.TimedeltaIndex))
    freq = (index.freqstr if timed else None) or ""
    kept = 0 < len(freq) <= _MAX_FREQUENCY and len(index) <= _MAX_LEVEL
    return {"values": _pack([index], snap), "name": name, "freq": freq if kept else None}


def _cell(value: Any, snap: SnapshotFolder) -> Any:
    """JSON data for one object: plain data, a NumPy scalar, a time of pandas', or a missing value.

    Anything else stands there as a value of its own format.

    Raises:
        NoData: no format takes it.
        TooLarge: more than 10,000 values stand in the tables of one snapshot.
    """
    import numpy as np
    import pandas as pd
    import pyarrow as pa

    if value is pd.NA or value is pd.NaT:
        return {"missing": str(value)}
    if type(value) is pd.Timestamp:
        zone = None if value.tz is None else pa.lib.tzinfo_to_string(value.tz)
        return {"time": [int(value.asm8.view("int64")), value.unit, zone]}
    if type(value) is pd.Timedelta:
        return {"duration": [int(value.asm8.view("int64")), value.unit]}
    if type(value) is pd.Period:
        return {"period": [value.ordinal, value.freqstr]}
    if type(value) is pd.Interval:
        ends = [_cell(value.left, snap), _cell(value.right, snap)]
        return {"interval": [*ends, value.closed]}
    if isinstance(value, np.generic) and value.dtype.kind in arrays.KINDS:
        return {"scalar": [value.dtype.str, value.tobytes().hex()]}
    try:
        return plain.encode_alone(value)
    except NoData as error:
        others = snap.notes[NAME] = snap.notes.get(NAME, 0) + 1
        if others > _MAX_OTHERS:
            raise TooLarge(
                f"more than {_MAX_OTHERS:,} of its cells hold arrays or tables"
            ) from None
        entry = snap.encode(value)
        if holds_opaque(entry):
            raise error
        return {"other": entry}


def _pack(columns: list[Any], snap: SnapshotFolder) -> dict[str, Any]:
    """Writes Series or Indexes of one length as one Arrow file."""
    import pyarrow as pa

    kinds, arrays = [], []
    for column in columns:
        try:
            kind, array = _column(column, snap)
            if not arrow.may_leave(array.type):
                raise NoData(f"it is of type {array.type}, which does not leave")
        except (NoData, TooLarge) as error:
            if column.name is None:
                raise
            raise type(error)(f"in {str(column.name)[:80]!r}, {error}") from None
        kinds.append(kind)
        arrays.append(array.combine_chunks() if isinstance(array, pa.ChunkedArray) else array)
    return {"file": arrow.write(arrays, snap), "kinds": kinds}


def _column(column: Any, snap: SnapshotFolder) -> tuple[dict[str, Any], Any]:
    """How pandas has a column, and the Arrow array that carries it."""
    import numpy as np
    import pandas as pd
    import pyarrow as pa

    dtype = column.dtype
    if isinstance(dtype, np.dtype):
        if dtype.kind == "O":
            return _objects(column.to_numpy(), snap)
        if dtype.name in arrow.NUMBERS or dtype.name in _TIMES:
            native = column.to_numpy().astype(dtype.newbyteorder("="))
            return {"numpy": dtype.name}, pa.array(native)
        if dtype.name in _COMPLEX:
            numbers = column.to_numpy()
            imaginary = _pack([pd.Series(numbers.imag)], snap)
            return {"complex": dtype.name, "imaginary": imaginary}, pa.array(numbers.real.copy())
    elif isinstance(dtype, pd.CategoricalDtype):
        if len(dtype.categories) > _MAX_LEVEL:
            raise TooLarge(f"it has more than {_MAX_LEVEL:,} categories")
        categories = _index(dtype.categories, snap)
        kind = {"categories": categories, "ordered": bool(dtype.ordered)}
        return kind, pa.array(pd.Categorical(column).codes)
    elif isinstance(dtype, pd.DatetimeTZDtype):
        zone = pa.lib.tzinfo_to_string(dtype.tz)
        if not _is_zone(zone):
            raise NoData(f"it is in the time zone {zone[:40]!r}, which does not leave")
        times = np.asarray(pd.DatetimeIndex(column).tz_convert(None))
        return {"zone": zone, "unit": dtype.unit}, pa.array(times)
    elif isinstance(dtype, pd.StringDtype):
        kind = {"string": dtype.storage, "nan": _has_nan(dtype)}
        return kind, pa.array(column.array, from_pandas=True).cast(pa.large_string())
    elif isinstance(dtype, pd.IntervalDtype):
        ends = pd.arrays.IntervalArray(column.array)
        kind, array = _column(pd.Series(ends.left), snap)
        return {"closed": dtype.closed, "left": kind, "right": _pack([ends.right], snap)}, array
    elif isinstance(dtype, pd.PeriodDtype):
        return {"period": dtype.name.removeprefix("period[").removesuffix("]")}, pa.array(
            column.array.asi8
        )
    elif isinstance(dtype, pd.SparseDtype):
        kind, array = _column(pd.Series(column.array.to_dense()), snap)
        return {"sparse": kind, "fill": _cell(dtype.fill_value, snap)}, array
    elif isinstance(dtype, pd.ArrowDtype):
        return {"arrow": True}, column.array.__arrow_array__()
    elif dtype.name in _NULLABLE:
        return {"nullable": dtype.name}, pa.array(column.array)
    raise NoData(f"it is of type {dtype}, which does not leave")


def _has_nan(dtype: Any) -> bool:
    """Whether a string type of pandas 3 has NaN where values are missing."""
    return dtype.storage != "pyarrow_numpy" and isinstance(dtype.na_value, float)


def _objects(values: Any, snap: SnapshotFolder) -> tuple[dict[str, Any], Any]:
    """Text with one kind of missing value as text; any other mixture as a JSON text per cell."""
    import pandas as pd
    import pyarrow as pa

    gaps = pd.isna(values)
    missing = {type(cell).__name__ for cell in values[gaps]}
    # pandas would take a text of NumPy's, or one of a class of its own, for text as well.
    plain_text = {type(cell) for cell in values[~gaps]} == {str}
    if plain_text and len(missing) <= 1 and missing <= _GAPS:
        kind = {"text": missing.pop() if missing else "NoneType"}
        try:
            return kind, pa.array(values, pa.large_string(), from_pandas=True)
        except UnicodeEncodeError:  # a lone surrogate, which plain text replaces
            pass
    if len(values) > arrow.MAX_TEXTS:
        raise TooLarge(f"it has more than {arrow.MAX_TEXTS:,} cells of text or objects")
    cells = pa.array([json.dumps(_cell(cell, snap)) for cell in values], pa.large_string())
    if cells.nbytes > _MAX_JSON:
        raise TooLarge(f"its mixture of objects takes more than {_MAX_JSON >> 20} MiB")
    return _JSON, cells


def decode(data: Any, snap: SnapshotFolder) -> Any:
    """A DataFrame, Series or Index with the same labels and types.

    Raises:
        DecodeError: the data is not what `encode` writes.
    """
    try:
        if set(data) == {"index"}:
            return _decode_index(data["index"], snap, 0)
        if set(data) == {"array"}:
            [values] = _unpack(data["array"], snap, 0)
            return _series(values.copy(), None).array
        if set(data) == {"dtype"}:
            [values] = _unpack(data["dtype"], snap, 0)
            return values.dtype
        if set(data) == {"grouped", "keys", "level", "selected", "options"}:
            return _decode_groups(data, snap)
        if set(data) == {"cell"}:
            return _decode_cell(data["cell"], snap)
        if set(data) == {"series", "index", "name"}:
            return _decode_series(data, snap)
        if set(data) == {"frame", "index", "columns"}:
            return _decode_frame(data, snap)
    except DecodeError:
        raise
    except Exception as error:
        raise DecodeError(f"not a valid table: {str(error)[:120]}") from None
    raise DecodeError("not a valid table")


def _decode_frame(data: dict[str, Any], snap: SnapshotFolder) -> Any:
    import pandas as pd

    index = _decode_index(data["index"], snap, 0)
    labels = _decode_index(data["columns"], snap, 0)
    columns = _unpack(data["frame"], snap, 0)
    if len(columns) != len(labels) or any(len(column) != len(index) for column in columns):
        raise DecodeError("a frame whose labels do not fit its columns")
    series = {number: _series(column, index) for number, column in enumerate(columns)}
    frame = pd.DataFrame(series, index=index)  # which copies: a test may change what it has
    frame.columns = labels
    return frame


def _decode_series(data: dict[str, Any], snap: SnapshotFolder) -> Any:
    index = _decode_index(data["index"], snap, 0)
    [values] = _unpack(data["series"], snap, 0)
    series = _series(values.copy(), index)
    series.name = _decode_cell(data["name"], snap)
    return series


def _series(values: Any, index: Any) -> Any:
    import pandas as pd

    # With its type given, pandas does not look for a better one.
    return pd.Series(values, index=index, dtype=values.dtype)


def _decode_index(data: dict[str, Any], snap: SnapshotFolder, depth: int) -> Any:
    import pandas as pd

    if depth > _MAX_DEPTH:
        raise DecodeError("labels that are nested too deeply")
    if set(data) == {"range", "name"}:
        start, stop, step = data["range"]
        if not all(type(number) is int and abs(number) < 2**62 for number in (start, stop, step)):
            raise DecodeError("not a valid range")
        return pd.RangeIndex(start, stop, step, name=_decode_cell(data["name"], snap))
    if set(data) == {"levels", "codes", "names"}:
        levels = [_level(level, snap, depth) for level in data["levels"]]
        codes = _unpack(data["codes"], snap, depth)
        names = [_decode_cell(name, snap) for name in data["names"]]
        return pd.MultiIndex(levels, codes, names=names)
    if set(data) != {"values", "name", "freq"}:
        raise DecodeError("not valid labels")
    [values] = _unpack(data["values"], snap, depth)
    index = pd.Index(values, dtype=values.dtype, name=_decode_cell(data["name"], snap), copy=True)
    freq = data["freq"]
    if freq is not None:
        # pandas counts through the whole index to see that the frequency is its own.
        if not isinstance(freq, str) or len(freq) > _MAX_FREQUENCY or len(index) > _MAX_LEVEL:
            raise DecodeError("not a valid frequency")
        if not isinstance(index, (pd.DatetimeIndex, pd.TimedeltaIndex)):
            raise DecodeError("a frequency of what has no times")
        with contextlib.suppress(ValueError):  # one with holidays of its own is more than its name
            index.freq = freq
    return index


def _level(data: dict[str, Any], snap: SnapshotFolder, depth: int) -> Any:
    """Categories, or a level: pandas looks for values that occur twice."""
    index = _decode_index(data, snap, depth + 1)
    if len(index) > _MAX_LEVEL:
        raise DecodeError("too many categories")
    if index.dtype == object:
        plain.refuse_collisions(list(index))
    return index


def _decode_cell(data: Any, snap: SnapshotFolder) -> Any:
    import numpy as np
    import pandas as pd

    if data == {"missing": "<NA>"}:
        return pd.NA
    if data == {"missing": "NaT"}:
        return pd.NaT
    if isinstance(data, dict) and set(data) == {"time"}:
        number, unit, zone = data["time"]
        if type(number) is not int or unit not in arrow.UNITS:
            raise DecodeError("not a valid time")
        time = pd.Timestamp(np.datetime64(number, unit))
        return time if zone is None else time.tz_localize("UTC").tz_convert(_zone(zone))
    if isinstance(data, dict) and set(data) == {"duration"}:
        number, unit = data["duration"]
        if type(number) is not int or unit not in arrow.UNITS:
            raise DecodeError("not a valid duration")
        return pd.Timedelta(np.timedelta64(number, unit))
    if isinstance(data, dict) and set(data) == {"period"}:
        number, freq = data["period"]
        if type(number) is not int or abs(number) >= 2**63:
            raise DecodeError("not a valid period")
        return pd.Period(ordinal=number, freq=_period(freq).freq)
    if isinstance(data, dict) and set(data) == {"interval"}:
        left, right, closed = data["interval"]
        left, right = _decode_cell(left, snap), _decode_cell(right, snap)
        return pd.Interval(left, right, closed=closed)
    if isinstance(data, dict) and set(data) == {"other"}:
        return snap.decode(data["other"])
    if isinstance(data, dict) and set(data) == {"scalar"}:
        kind, content = data["scalar"]
        if not isinstance(kind, str) or len(kind) > _MAX_FREQUENCY:
            raise DecodeError("not a valid number")
        dtype, content = np.dtype(kind), bytes.fromhex(content)
        if dtype.kind not in arrays.KINDS or dtype.hasobject or len(content) != dtype.itemsize:
            raise DecodeError("not a valid number")
        # Text without characters takes no bytes, of which NumPy reads nothing.
        return np.frombuffer(content, dtype)[0] if content else dtype.type()
    return plain.decode_alone(data)


def _period(freq: object) -> Any:
    """The type of periods of a length such as `M`."""
    import pandas as pd

    if not isinstance(freq, str) or not _SPAN.fullmatch(freq):
        raise DecodeError("not a valid frequency")
    return pd.PeriodDtype(freq)


def _decode_groups(data: dict[str, Any], snap: SnapshotFolder) -> Any:
    import pandas as pd

    table, keys, level, selected = (
        snap.decode(data[name]) for name in ("grouped", "keys", "level", "selected")
    )
    if not isinstance(table, (pd.DataFrame, pd.Series)):
        raise DecodeError("groups of what is no table")
    if any(callable(part) for part in (keys if type(keys) is list else [keys])):
        raise DecodeError("groups by a function")
    options = data["options"]
    if set(options) != {*_GROUPING} or not all(type(value) is bool for value in options.values()):
        raise DecodeError("not valid groups")
    groups = table.groupby(keys, level=level, **options)
    return groups if selected is None else groups[selected]


def _unpack(data: dict[str, Any], snap: SnapshotFolder, depth: int) -> list[Any]:
    """The arrays of one Arrow file, each of the type that pandas had it in."""
    kinds = data["kinds"]
    if set(data) != {"file", "kinds"} or not isinstance(kinds, list):
        raise DecodeError("not valid columns")
    columns = arrow.read(snap.existing_file(data["file"], "arrow"))
    if len(columns) != len(kinds):
        raise DecodeError("columns that do not fit their description")
    mixed = [column for kind, column in zip(kinds, columns, strict=True) if kind == _JSON]
    if sum(column.nbytes for column in mixed) > _MAX_JSON:
        raise DecodeError("mixed columns that take too much")
    return [
        _decode_column(kind, column, snap, depth)
        for kind, column in zip(kinds, columns, strict=True)
    ]


def _decode_column(kind: dict[str, Any], array: Any, snap: SnapshotFolder, depth: int) -> Any:
    import numpy as np
    import pandas as pd
    import pyarrow as pa

    keys = set(kind)
    if depth > _MAX_DEPTH:
        raise DecodeError("columns that are nested too deeply")
    if keys == {"numpy"} and kind["numpy"] in [*arrow.NUMBERS, *_TIMES]:
        dtype = np.dtype(kind["numpy"])
        if array.type != pa.from_numpy_dtype(dtype) or (array.null_count and dtype.kind in "biuf"):
            raise DecodeError("numbers of another type")
        return array.to_numpy(zero_copy_only=False)
    if keys == {"complex", "imaginary"} and kind["complex"] in _COMPLEX:
        [imaginary] = _unpack(kind["imaginary"], snap, depth + 1)
        return np.asarray(array.to_numpy() + 1j * imaginary, kind["complex"])
    if keys == {"closed", "left", "right"}:
        left = _decode_column(kind["left"], array, snap, depth + 1)
        [right] = _unpack(kind["right"], snap, depth + 1)
        return pd.arrays.IntervalArray.from_arrays(left, right, closed=kind["closed"])
    if keys == {"period"} and array.type == pa.int64() and not array.null_count:
        return pd.arrays.PeriodArray(array.to_numpy().copy(), dtype=_period(kind["period"]))
    if keys == {"sparse", "fill"}:
        dense = _decode_column(kind["sparse"], array, snap, depth + 1)
        return pd.arrays.SparseArray(dense, fill_value=_decode_cell(kind["fill"], snap))
    if keys == {"text"}:
        return _texts(kind["text"], array)
    if kind == _JSON and array.null_count == 0:
        cells = np.empty(len(array), dtype=object)
        for number, cell in enumerate(array):
            cells[number] = _decode_cell(json.loads(cell.as_py()), snap)
        return cells
    if keys == {"categories", "ordered"}:
        categories = _level(kind["categories"], snap, depth)
        codes = array.to_numpy(zero_copy_only=False)
        return pd.Categorical.from_codes(codes, categories, ordered=kind["ordered"] is True)
    if keys == {"zone", "unit"} and kind["unit"] in arrow.UNITS:
        if array.type != pa.timestamp(kind["unit"]):
            raise DecodeError("times of another type")
        times = pd.DatetimeIndex(array.to_numpy(zero_copy_only=False))
        return times.tz_localize("UTC").tz_convert(_zone(kind["zone"])).array
    if keys == {"string", "nan"} and kind["string"] in _STORAGES:
        options = {"na_value": np.nan} if kind["nan"] is True else {}
        dtype = pd.StringDtype(kind["string"], **options)
        return pd.array(_texts("NoneType", array), dtype=dtype)
    if keys == {"arrow"}:
        return pd.arrays.ArrowExtensionArray(pa.chunked_array([array]))
    if keys == {"nullable"} and kind["nullable"] in _NULLABLE:
        return pd.api.types.pandas_dtype(kind["nullable"]).__from_arrow__(array)
    raise DecodeError("not a valid type of column")


def _texts(missing: Any, array: Any) -> Any:
    """Texts as objects, with `missing` naming the type of what stands between them."""
    import numpy as np
    import pandas as pd
    import pyarrow as pa

    missing_values = {"NoneType": None, "float": np.nan, "NAType": pd.NA, "NaTType": pd.NaT}
    if missing not in [*missing_values] or not pa.types.is_large_string(array.type):
        raise DecodeError("not valid texts")
    texts = array.to_numpy(zero_copy_only=False)
    if array.null_count:
        texts = np.where(array.is_null(), np.array(missing_values[missing], dtype=object), texts)
    return texts


def _is_zone(name: str) -> bool:
    """Whether a time zone is one of the known ones, or an offset such as +02:00."""
    return name in plain.known_zones() or bool(_OFFSET.fullmatch(name))


def _zone(name: object) -> str:
    """A zone's name, where it is one: others make pandas look for files.

    Raises:
        DecodeError: it is not valid.
    """
    if not isinstance(name, str) or len(name) > _MAX_FREQUENCY or not _is_zone(name):
        raise DecodeError("not a valid time zone")
    return name

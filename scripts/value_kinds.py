"""Which values of notebooks reach tests, and in which way: a table of kinds that are tried here.

Each kind is a value that is made in this process, written as a student's kernel writes it, and read
as a checker reads it. `isolated`: it left as data, or is a function that is called with data.
`asked`: it, or a part of it, is asked about itself. `opaque`: no test can look at it.

Usage: python -m scripts.value_kinds [--check]

It writes the table into docs/other-courses.md; with --check it only says by its exit status whether
that is up to date. It needs libraries that grading does not, and names those that are missing.
"""

from __future__ import annotations

import collections
import contextlib
import dataclasses
import datetime
import decimal
import enum
import fractions
import functools
import importlib.util
import io
import json
import pathlib
import re
import sys
import tempfile
import warnings
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from autograder.capture import calls, calls_in_kernel
from autograder.capture.checker_state import CheckerState
from autograder.capture.exchange import MANIFEST
from autograder.capture.remote import is_remote
from autograder.capture.snapshot import load, save

PAGE = Path(__file__).parents[1] / "docs" / "other-courses.md"
HEADER = "| kind | how it reaches a test |\n|---|---|\n"
#: how the three ways are called
ISOLATED, ASKED, OPAQUE = "isolated", "asked", "opaque"


@dataclasses.dataclass
class Record:
    """A dataclass as students write them."""

    a: int


class Colour(enum.Enum):
    """An enumeration as students write them."""

    RED = 1


class Own:
    """A class as students write them."""

    def __init__(self) -> None:
        self.a = 1


Pair = collections.namedtuple("Pair", "x y")


def of_python() -> dict[str, Any]:
    """What needs no library."""
    match = re.match("a", "a")
    return {
        "`datetime.date`": datetime.date(2026, 1, 1),
        "`datetime.time`": datetime.time(1),
        "`datetime.timedelta`": datetime.timedelta(1),
        "`datetime.datetime`": datetime.datetime(2026, 1, 1),
        "`Decimal`": decimal.Decimal("1.5"),
        "`Fraction`": fractions.Fraction(1, 2),
        "`Counter`": collections.Counter("aab"),
        "`defaultdict`": collections.defaultdict(int, a=1),
        "`OrderedDict`": collections.OrderedDict(a=1),
        "`deque`": collections.deque([1]),
        "named tuple": Pair(1, 2),
        "dataclass instance": Record(1),
        "member of an enumeration": Colour.RED,
        "instance of a class of one's own": Own(),
        "class of one's own": Own,
        "`re.Pattern`": re.compile("a"),
        "`re.Match`": match,
        "generator": (i for i in [1]),
        "`zip`": zip([1], [2], strict=True),
        "`map`": map(str, [1]),
        "`dict.keys()`": {"a": 1}.keys(),
        "`dict.values()`": {"a": 1}.values(),
        "iterator over a list": iter([1]),
        "`bytearray`": bytearray(b"a"),
        "`Path`": pathlib.Path("data"),
        "`StringIO`": io.StringIO("a"),
        "`lambda`": lambda x: x,
        "`functools.partial`": functools.partial(int, base=2),
        "built-in function": len,
        "built-in type": int,
        "exception": ValueError("x"),
        "dict of dates": {"a": datetime.date(2026, 1, 1)},
        "`slice`": slice(1),
        "`...`": ...,
        "`complex`": 1j,
        "`range`": range(3),
        "`nan`": float("nan"),
    }


def of_numpy() -> dict[str, Any]:
    """NumPy and SciPy."""
    import numpy as np
    import scipy.sparse
    import scipy.stats

    return {
        "array": np.arange(3),
        "`np.dtype`": np.dtype("int64"),
        "array of objects": np.array(["a", 1, None], dtype=object),
        "structured array": np.array([(1, 2.0)], dtype=[("a", int), ("b", float)]),
        "masked array": np.ma.array([1]),  # type: ignore[no-untyped-call]
        "`np.matrix`": np.matrix([[1]]),
        "`np.datetime64`": np.datetime64("2026"),
        "`np.random.Generator`": np.random.default_rng(1),
        "SciPy: sparse matrix": scipy.sparse.csr_matrix(np.eye(2)),
        "SciPy: frozen distribution": scipy.stats.norm(0, 1),
        "SciPy: the module `stats`": scipy.stats,
    }


def of_pandas() -> dict[str, Any]:
    """pandas, and what may lie in the cells of its tables."""
    import numpy as np
    import pandas as pd

    frame = pd.DataFrame({"a": [1, 2], "b": ["x", "y"]})
    cells: dict[str, Any] = {
        "dates": [datetime.date(2026, 1, 1)],
        "lists": [[1, 2], [3]],
        "arrays": [np.array([1, 2])],
        "sets": [{1}],
        "dicts": [{"a": 1}],
        "intervals of `pd.cut`": pd.cut([1, 2, 3], 2),
        "periods": pd.period_range("2026", periods=2),
        "time deltas": pd.to_timedelta(["1D"]),
        "`Decimal`": [decimal.Decimal(1)],
    }
    return {
        "`DataFrame`": frame,
        "`Series`": frame["a"],
        "`DataFrame.dtypes`": frame.dtypes,
        "`GroupBy`": frame.groupby("a"),
        "`Timestamp`": pd.Timestamp("2026"),
        "`Timedelta`": pd.Timedelta("1D"),
        "`Period`": pd.Period("2026"),
        "`Interval`": pd.Interval(0, 1),
        **{f"`DataFrame` of {what}": pd.DataFrame({"c": value}) for what, value in cells.items()},
    }


def of_sklearn() -> dict[str, Any]:
    """scikit-learn and statsmodels."""
    import numpy as np
    import sklearn.linear_model
    import sklearn.pipeline
    import sklearn.preprocessing
    import statsmodels.api as sm

    x = np.arange(10.0).reshape(-1, 1)
    y = 2 * x[:, 0] + np.arange(10) % 3
    line = sklearn.linear_model.LinearRegression()
    scaler = sklearn.preprocessing.StandardScaler()
    return {
        "scikit-learn: fitted estimator": sklearn.linear_model.LinearRegression().fit(x, y),
        "scikit-learn: fitted pipeline": sklearn.pipeline.make_pipeline(scaler, line).fit(x, y),
        "scikit-learn: the module `linear_model`": sklearn.linear_model,
        "statsmodels: results of a regression": sm.OLS(y, sm.add_constant(x)).fit(),
        "statsmodels: the module `api`": sm,
    }


def of_pictures() -> dict[str, Any]:
    """Matplotlib, seaborn, Plotly and Altair."""
    import matplotlib as mpl

    mpl.use("agg")
    import altair
    import matplotlib.pyplot as plt
    import numpy as np
    import pandas as pd
    import plotly.express as px
    import seaborn as sns

    frame = pd.DataFrame({"a": [1, 2], "b": ["x", "y"]})
    figure, axes = plt.subplots()
    return {
        "Matplotlib: `Axes`": axes,
        "Matplotlib: `Figure`": figure,
        "Matplotlib: array of `Axes`": np.array([axes, axes]),
        "Matplotlib: the module `pyplot`": plt,
        "seaborn: grid": sns.relplot(data=frame, x="a", y="a"),
        "seaborn: the module": sns,
        "Plotly: figure": px.scatter(frame, x="a", y="a"),
        "Plotly: the module `express`": px,
        "Altair: chart": altair.Chart(frame).mark_point().encode(x="a"),
    }


def of_teaching() -> dict[str, Any]:
    """Libraries that were made for courses."""
    import babypandas
    import datascience

    table = datascience.Table().with_columns("a", [1, 2])
    frame = babypandas.DataFrame().assign(a=[1, 2])
    return {
        "datascience: `Table`": table,
        "datascience: the class `Table`": datascience.Table,
        "datascience: `make_array`": datascience.make_array(1, 2),
        "datascience: `are`": datascience.are,
        "datascience: `are.above(3)`": datascience.are.above(3),
        "datascience: the module": datascience,
        "datascience: list of tables": [table],
        "babypandas: `DataFrame`": frame,
        "babypandas: `Series`": frame.get("a"),
        "babypandas: the module": babypandas,
    }


def of_others() -> dict[str, Any]:
    """Web pages, formulas, databases."""
    import bs4
    import sqlalchemy
    import sympy

    soup = bs4.BeautifulSoup("<a>x</a>", "html.parser")
    engine = sqlalchemy.create_engine("sqlite://")
    with engine.connect() as connection:
        rows = connection.execute(sqlalchemy.text("select 1, 2")).fetchall()
    return {
        "Beautiful Soup: document": soup,
        "Beautiful Soup: tag": soup.a,
        "SymPy: expression": sympy.Symbol("x") ** 2,
        "SQLAlchemy: engine": engine,
        "SQLAlchemy: rows": rows,
    }


#: what makes the values, and the libraries that it needs
MAKERS: dict[Callable[[], dict[str, Any]], tuple[str, ...]] = {
    of_python: (),
    of_numpy: ("numpy", "scipy"),
    of_pandas: ("numpy", "pandas"),
    of_sklearn: ("sklearn", "statsmodels"),
    of_pictures: ("altair", "matplotlib", "plotly", "seaborn"),
    of_teaching: ("babypandas", "datascience"),
    of_others: ("bs4", "sqlalchemy", "sympy"),
}


def missing(libraries: tuple[str, ...]) -> list[str]:
    """Those that are not installed here."""
    return [name for name in libraries if importlib.util.find_spec(name) is None]


def ways() -> Iterator[tuple[str, str]]:
    """Each kind whose libraries are here, and how it reaches a test."""
    for make, libraries in MAKERS.items():
        if not missing(libraries):
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                for kind, value in make().items():
                    yield kind, way(value)


def way(value: Any) -> str:
    """How a value reaches a test; where it does not, why."""
    with tempfile.TemporaryDirectory() as name, contextlib.chdir(name):
        folder = Path(name) / "snapshot"
        save({"x": value}, ["x"], str(folder), asked=True)
        formats = {*_formats(json.loads((folder / MANIFEST).read_text(encoding="utf-8")))}
        back = load(folder, Path(name), checker=_asking_here())["x"]
        if "opaque" in formats or type(back).__name__ == "Opaque":
            return f"{OPAQUE}: {back}"
        if "object" not in formats:
            return ISOLATED
        if is_remote(back) and (str(back), type(back).__name__) != (
            str(value),
            type(value).__name__,
        ):
            return f"{OPAQUE}: it does not answer as it is"
        return ASKED


def _formats(data: Any) -> Iterator[str]:
    """The formats of an encoded value and of all its parts."""
    if isinstance(data, Mapping):
        if isinstance(data.get("format"), str):
            yield data["format"]
        for part in data.values():
            yield from _formats(part)
    elif isinstance(data, list):
        for part in data:
            yield from _formats(part)


def _asking_here() -> CheckerState:
    """A checker whose proxies are asked in this process."""
    checker = CheckerState(objects=True)

    def relay(asked: Any, operation: str, args: Any, kwargs: Any) -> Any:
        with tempfile.TemporaryDirectory() as folder:
            calls.ask(operation, args, kwargs, Path(folder), checker)
            calls_in_kernel.answer(asked._autograder_number(), folder)
            return calls.outcome(asked._autograder_name(), Path(folder), checker)

    checker.relay = relay
    return checker


def table() -> str:
    """The table, with what is left opaque last."""
    rows = sorted(ways(), key=lambda row: row[1].startswith(OPAQUE))
    return HEADER + "".join(f"| {kind} | {found} |\n" for kind, found in rows)


def main() -> int:
    """Writes the table, or compares it. Exit status 1: it is another one."""
    lacking = sorted(name for libraries in MAKERS.values() for name in missing(libraries))
    if lacking:
        print(f"Install first: {', '.join(lacking)}.", file=sys.stderr)
        return 2
    text = PAGE.read_text(encoding="utf-8")
    before, _, rest = text.partition(HEADER)
    after = rest[len("".join(line for line in rest.splitlines(True) if line.startswith("|"))) :]
    made = before + table() + after
    if "--check" in sys.argv[1:]:
        return int(made != text)
    PAGE.write_text(made, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())

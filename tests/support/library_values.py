"""Values of libraries that courses use. Not all of them need be installed."""

from __future__ import annotations

import importlib.util
import random
import sqlite3
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

NUMBERS = pd.DataFrame(np.random.RandomState(1).rand(20, 2), columns=["a", "b"])
FRAME = pd.DataFrame({"a": [1, 2, 3], "b": ["x", "y", "x"]})


def of_numpy() -> dict[str, Any]:
    used = np.random.RandomState(5)
    used.normal()  # which keeps a second number for later
    bits = (np.random.PCG64, np.random.Philox, np.random.MT19937, np.random.SFC64)
    return {
        "generator of Python": random.Random(3),
        "generator of old": used,
        **{f"generator {kind.__name__}": np.random.Generator(kind(3)) for kind in bits},
    }


def of_sqlite3() -> dict[str, Any]:
    with sqlite3.connect(":memory:") as database:
        database.row_factory = sqlite3.Row
        return {"row": database.execute('SELECT 1 AS "a""b", NULL AS c, x\'00\' AS d').fetchone()}


def of_sqlalchemy() -> dict[str, Any]:
    import sqlalchemy

    with sqlalchemy.create_engine("sqlite://").connect() as connection:
        found = connection.execute(sqlalchemy.text("SELECT 1 AS a, 'x' AS b"))
        [row] = found.fetchall()
    return {"row": row, "mapping": row._mapping}


def of_scipy() -> dict[str, Any]:
    from scipy import sparse, stats

    dense = np.array([[1.0, 0, 2], [0, 0, 3]])
    layouts = ("csr", "csc", "coo", "bsr", "dia", "lil", "dok")
    kinds = [f"{layout}_{kind}" for layout in layouts for kind in ("matrix", "array")]
    return {kind: getattr(sparse, kind)(dense) for kind in kinds} | {
        "blocks": sparse.bsr_matrix(np.eye(4), blocksize=(2, 2)),
        "distribution": stats.norm(1, scale=2.5),
        "discrete distribution": stats.binom(10, 0.5),
    }


def of_networkx() -> dict[str, Any]:
    import networkx as nx

    ring = nx.DiGraph([(1, 2), (2, 3), (3, 1)], name="ring")
    ring.nodes[1]["colour"] = "red"
    loops = nx.Graph([("a", "a"), ("a", ("b", 1))])
    loops.add_edge("a", "c", weight=2.5)
    return {
        "graph": nx.karate_club_graph(),
        "directed": ring,
        "loops": loops,
        "several edges": nx.MultiGraph([(1, 2), (2, 1), (2, 2)]),
        "several ways": nx.MultiDiGraph([(1, 2), (1, 2), (2, 1)]),
        "empty": nx.Graph(),
    }


def of_sympy() -> dict[str, Any]:
    import sympy as sp

    x, y = sp.symbols("x y", positive=True)
    t, f = sp.Symbol("t"), sp.Function("f")
    return {
        "product": (x + y) ** 2 * sp.sin(x) / 3 + sp.sqrt(2) * sp.I,
        "sum": sp.expand((x + y + t) ** 5),
        "integral": sp.Integral(f(t), (t, 0, sp.oo)),
        "derivative": f(t).diff(t, 2),
        "equation": sp.Eq(x**2, 3),
        "matrix": sp.Matrix([[1, x], [y, 2.5]]),
        "frozen matrix": sp.ImmutableMatrix([[sp.pi]]),
        "cases": sp.Piecewise((x, x > 2), (0, True)),
        "set": sp.solveset(t**2 - 1, t),
        "interval": sp.Interval(0, 1, left_open=True),
        "solutions": sp.solve(t**2 - 2),
        "solution by name": sp.solve([x + y - 3, x - y - 1], [x, y]),
        "digits": sp.Float("1.1", 30),
        "great number": sp.Integer(10) ** 100,
        "condition": sp.And(x > 1, t < 3),
        "series": sp.series(sp.sin(t), t, 0, 5),
        "total": sp.Sum(t, (t, 1, 10)),
        "limit": sp.Limit(sp.sin(t) / t, t, 0),
        "without a name": sp.Dummy("q") + 1,
        "function": sp.Lambda(t, t**2),
        "differential equation": sp.dsolve(f(t).diff(t) - f(t), f(t)),
        "fraction": sp.Rational(1, 3),
    }


def of_bs4() -> dict[str, Any]:
    from bs4 import BeautifulSoup

    page = BeautifulSoup('<p class="a b">x<br>y &amp; z</p><p>2</p>', "html.parser")
    return {"page": page, "tag": page.p, "tags": page.find_all("p"), "text": page.p.string or "x"}


def of_plotly() -> dict[str, Any]:
    import plotly.express as px

    return {
        "points": px.scatter(FRAME, x="a", y="b"),
        "bars": px.histogram(FRAME, x="b", color="a"),
    }


def of_altair() -> dict[str, Any]:
    import altair

    chart = altair.Chart(FRAME).mark_point().encode(x="a", y="b:N")
    return {
        "points": chart,
        "layers": chart + altair.Chart(FRAME).mark_bar(color="red").encode(x="a"),
        "side by side": chart | chart,
        "by day": chart.facet("b:N"),
        "above 1": chart.transform_filter(altair.datum.a > 1),
        "chosen": chart.encode(
            altair.X("a:Q", axis=altair.Axis(title="t")),
            color=altair.condition(altair.selection_interval(), "b", altair.value("grey")),
        ),
    }


def of_datascience() -> dict[str, Any]:
    from datascience import Table

    table = Table().with_columns("a", [1, 2], "b", ["x", "y"])
    return {"table": table, "row": table.row(1), "empty": Table(["a"])}


def of_babypandas() -> dict[str, Any]:
    import babypandas

    table = babypandas.DataFrame().assign(a=[1, 2, 1], b=[3, 4, 5])
    return {"table": table, "column": table.get("a"), "groups": table.groupby("a")}


def of_seaborn() -> dict[str, Any]:
    import matplotlib.pyplot as plt
    import seaborn as sns

    plt.switch_backend("agg")

    found = {
        "facets": sns.relplot(data=FRAME, x="a", y="a", col="b"),
        "joint": sns.jointplot(data=FRAME, x="a", y="a"),
    }
    plt.close("all")
    return found


def of_sklearn() -> dict[str, Any]:
    from sklearn.linear_model import LinearRegression, LogisticRegression
    from sklearn.naive_bayes import GaussianNB
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import OneHotEncoder, StandardScaler

    x, y = NUMBERS, NUMBERS["a"] > 0.5
    return {
        "line": LinearRegression().fit(x, x["a"]),
        "not fitted": LinearRegression(fit_intercept=False),
        "classes": LogisticRegression(C=2.5).fit(x, y),
        "scaled": make_pipeline(StandardScaler(), LinearRegression()).fit(x, x["b"]),
        "bayes": GaussianNB().fit(x, y),
        "categories": OneHotEncoder(sparse_output=False).fit(FRAME[["b"]]),
    }


LIBRARY_VALUES: dict[str, Callable[[], dict[str, Any]]] = {
    "numpy": of_numpy,
    "sqlite3": of_sqlite3,
    "sqlalchemy": of_sqlalchemy,
    "scipy": of_scipy,
    "networkx": of_networkx,
    "sympy": of_sympy,
    "bs4": of_bs4,
    "plotly": of_plotly,
    "altair": of_altair,
    "datascience": of_datascience,
    "babypandas": of_babypandas,
    "seaborn": of_seaborn,
    "sklearn": of_sklearn,
}
INSTALLED = [library for library in LIBRARY_VALUES if importlib.util.find_spec(library)]

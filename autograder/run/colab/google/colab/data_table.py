"""Fakes Colab's interactive table: the table that pandas draws. [student kernel]"""

from __future__ import annotations

from typing import Any

__all__ = [
    "DataTable",
    "disable_dataframe_formatter",
    "enable_dataframe_formatter",
    "load_ipython_extension",
    "unload_ipython_extension",
]


class DataTable:
    """A data frame, to be shown."""

    include_index = True
    num_rows_per_page = 25
    max_rows = 20000
    max_columns = 20
    min_width = None

    def __init__(
        self,
        dataframe: Any,
        include_index: bool | None = None,
        num_rows_per_page: int | None = None,
        max_rows: int | None = None,
        max_columns: int | None = None,
        min_width: str | None = None,
    ) -> None:
        self._dataframe = dataframe

    def _repr_html_(self) -> Any:
        return self._dataframe._repr_html_()

    def __repr__(self) -> str:
        return repr(self._dataframe)


def enable_dataframe_formatter() -> None:
    """Does nothing: data frames show as pandas draws them."""


def disable_dataframe_formatter() -> None:
    """Does nothing."""


def load_ipython_extension(ipython: Any) -> None:
    """For `%load_ext google.colab.data_table`."""


def unload_ipython_extension(ipython: Any) -> None:
    """For `%unload_ext google.colab.data_table`."""

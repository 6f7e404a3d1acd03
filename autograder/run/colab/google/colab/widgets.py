"""Fakes grids and tab bars: their parts show one below the other. [student kernel]"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from IPython.display import display

from .errors import WidgetException

__all__ = ["Grid", "TabBar", "create_grid"]


class _Parts:
    """Something whose parts are written one at a time."""

    _open: object = None

    def remove(self, wait: bool = False) -> None:
        """Takes the widget away; here what it showed stays."""

    @contextlib.contextmanager
    def _writing(self, part: object) -> Iterator[None]:
        if self._open is not None:
            raise WidgetException("Already inside a component")
        self._open = part
        try:
            yield
        finally:
            self._open = None

    def _expect_open(self) -> None:
        if self._open is None:
            raise WidgetException("No active component selected")


class Grid(_Parts):
    """Output in rows and columns."""

    def __init__(
        self,
        rows: int,
        columns: int,
        header_row: bool = False,
        header_column: bool = False,
        style: str = "",
    ) -> None:
        self.rows = rows
        self.columns = columns
        self.header_row = header_row
        self.header_column = header_column

    @contextlib.contextmanager
    def output_to(self, row: int, column: int) -> Iterator[None]:
        """Shows what is shown inside in one cell of the grid.

        Raises:
            WidgetException: there is no such cell, or another one is being written.
        """
        if not (0 <= row < self.rows and 0 <= column < self.columns):
            raise WidgetException(
                f"Cell ({row}, {column}) is outside of boundaries of {self.rows}x{self.columns} "
                "grid"
            )
        with self._writing((row, column)):
            yield

    def clear_cell(self, row: int | None = None, col: int | None = None) -> None:
        """Empties a cell, by default the one that is being written; here it keeps its output.

        Raises:
            ValueError: there is no such cell.
            WidgetException: none is named, and none is being written.
        """
        if row is None:
            self._expect_open()
        elif not 0 <= row < self.rows:
            raise ValueError(f"{row} is not a valid row")
        elif col is None or not 0 <= col < self.columns:
            raise ValueError(f"{col} is not a valid column")

    def __iter__(self) -> Iterator[tuple[int, int]]:
        for row in range(self.rows):
            for column in range(self.columns):
                with self.output_to(row, column):
                    yield row, column


class TabBar(_Parts):
    """Output on tabs."""

    def __init__(self, tab_names: Sequence[str], location: str = "top") -> None:
        if location not in ("top", "bottom", "start", "end"):
            raise ValueError(f"Invalid value for location: {location!r}")
        self.tab_names = tab_names

    @contextlib.contextmanager
    def output_to(self, tab: str | int, select: bool = True) -> Iterator[None]:
        """Shows what is shown inside on one tab, by name or by number.

        Raises:
            ValueError: no tab, or more than one, has this name.
            WidgetException: another tab is being written.
        """
        self._expect_one(tab)
        with self._writing(tab):
            yield

    def clear_tab(self, tab: str | int | None = None) -> None:
        """Empties a tab, by default the one that is being written; here it keeps its output.

        Raises:
            ValueError: no tab, or more than one, has this name.
            WidgetException: none is named, and none is being written.
        """
        if tab is None:
            self._expect_open()
        else:
            self._expect_one(tab)

    def _expect_one(self, tab: str | int) -> None:
        if isinstance(tab, str):
            if tab not in self.tab_names:
                raise ValueError(f"No tab is called {tab!r}")
            if list(self.tab_names).count(tab) > 1:
                raise ValueError(f"Ambiguous tab name: {tab}")

    def __iter__(self) -> Iterator[int]:
        for index in range(len(self.tab_names)):
            with self.output_to(index):
                yield index


def create_grid(
    row_data: Iterable[Any],
    col_data: Iterable[Any],
    render: Callable[[Any, Any], Any],
    header_render: Callable[[Any], Any] | None = None,
    header_row: bool = True,
    header_column: bool = True,
) -> Grid:
    """A grid with a row per element of `row_data` and a column per element of `col_data`.

    Args:
        render: takes a row's and a column's element; shows something, or returns it.
        header_render: the same for a header, from its element; by default it is shown as it is.
    """
    rows, columns = list(row_data), list(col_data)
    grid = Grid(len(rows) + header_row, len(columns) + header_column, header_row, header_column)
    show_header = header_render or display
    for row, column in grid:
        row_header, column_header = header_row and row == 0, header_column and column == 0
        if row_header and column_header:
            continue
        if row_header:
            shown = show_header(columns[column - header_column])
        elif column_header:
            shown = show_header(rows[row - header_row])
        else:
            shown = render(rows[row - header_row], columns[column - header_column])
        if shown is not None:
            display(shown)
    return grid

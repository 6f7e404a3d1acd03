"""What cells have shown."""

from __future__ import annotations


def texts(execution):
    """What each code cell printed."""
    return [
        "".join(o.get("text", "") for o in cell.outputs if o.output_type == "stream")
        for cell in execution.notebook.cells
    ]

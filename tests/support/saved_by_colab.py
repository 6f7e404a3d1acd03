"""A notebook as Colab saves it, written from what such files hold.

Colab drops cell ids (it writes format 4.0), notes who ran a cell and when, adds its own metadata, a
badge on top when it saves to GitHub, and keeps outputs. What the course wrote into the metadata of
notebook and cells may be gone.
"""

from __future__ import annotations

import copy
from typing import Any

import nbformat


def saved_by_colab(notebook: nbformat.NotebookNode, *, gpu: bool = True) -> dict[str, Any]:
    """The notebook's JSON after a student has run it in Colab and saved it to GitHub."""
    cells: list[dict[str, Any]] = [
        {
            "cell_type": "markdown",
            "metadata": {"id": "view-in-github", "colab_type": "text"},
            "source": ['<a href="https://colab.research.google.com/github/me/mine">Open</a>'],
        }
    ]
    for number, cell in enumerate(copy.deepcopy(notebook.cells)):
        facts: dict[str, Any] = {"id": f"x{number:09d}A_-"[:12]}
        saved: dict[str, Any] = {
            "cell_type": cell.cell_type,
            "source": cell.source.splitlines(keepends=True),
            "metadata": facts,
        }
        if cell.cell_type == "code":
            facts |= {
                "colab": {"base_uri": "https://localhost:8080/", "height": 35},
                "outputId": "5f1e9d0c-0000-4000-8000-000000000000",
                "executionInfo": {
                    "status": "ok",
                    "timestamp": 1_790_000_000_000 + number,
                    "user_tz": -60,
                    "elapsed": 312,
                    "user": {"displayName": "Ada Lovelace", "userId": "01234567890123456789"},
                },
            }
            if "cellView" in cell.metadata:
                facts["cellView"] = cell.metadata["cellView"]
            output = {"output_type": "stream", "name": "stdout", "text": ["q1 passed!\n"]}
            saved |= {"execution_count": number, "outputs": [output]}
        else:
            facts["colab_type"] = "text"
        cells.append(saved)
    metadata: dict[str, Any] = {
        "colab": {
            "name": "Copy of the lesson.ipynb",
            "provenance": [{"file_id": "1a2b3c", "timestamp": 1_790_000_000_000}],
            "toc_visible": True,
            "include_colab_link": True,
        },
        "kernelspec": {"name": "python3", "display_name": "Python 3"},
        "language_info": {"name": "python"},
        "widgets": {"application/vnd.jupyter.widget-state+json": {"state": {}}},
    }
    if gpu:
        metadata["accelerator"] = "GPU"
        metadata["colab"]["gpuType"] = "T4"
    return {"nbformat": 4, "nbformat_minor": 0, "metadata": metadata, "cells": cells}

# %% [markdown]
# ---
# what: "What Colab leaves in a file: users, forms, outputs with their origins, half a widget state"
# status: graded
# marks: 2
# ---

# %% [markdown]
# [![Open in Colab](https://colab.research.google.com/assets/colab-badge.svg)](https://colab)

# %%
answer = 42  # @param {type:"integer"}

# %%
grader.check("q1")

# %% handed in
import json

data = json.loads(notebook)
ran = {
    "status": "ok",
    "timestamp": 1730000000000,
    "user_tz": -60,
    "user": {"displayName": "Ada Lovelace", "userId": "01234567890123456789"},
    "elapsed": 12,
}
for number, cell in enumerate(data["cells"]):
    name = f"aBcDeFgHi{number:03}"
    cell["id"] = cell["metadata"]["id"] = name
    if cell["cell_type"] == "code":
        colab = {"base_uri": "https://localhost:8080/", "height": 34}
        cell["metadata"] |= {"executionInfo": ran, "outputId": f"{name}-out", "colab": colab}
        cell["metadata"]["cellView"] = "form"
        cell["execution_count"] = number or None
        html = "<div id='df-1' class='colab-df-container'><script>google.colab</script></div>"
        kinds = {"text/html": html, "application/vnd.google.colaboratory.intrinsic+json": {"a": 1}}
        shown = {"output_type": "execute_result", "data": kinds, "metadata": {}}
        cell["outputs"] = [shown | {"execution_count": number}]
data["metadata"] = {
    "accelerator": "GPU",
    "colab": {"provenance": [], "gpuType": "T4", "toc_visible": True, "collapsed_sections": ["a"]},
    "kernelspec": {"name": "python3", "display_name": "Python 3"},
    "language_info": {"name": "python"},
    "widgets": {"application/vnd.jupyter.widget-state+json": {"abc": {"model_name": "HBoxModel"}}},
}
data = {"nbformat": 4, "nbformat_minor": 0, "metadata": data["metadata"], "cells": data["cells"]}
path.write_text(json.dumps(data, indent=2, ensure_ascii=False))

# %% [markdown]
# ---
# what: "A notebook in which every cell was deleted"
# status: unreadable
# marks: 0
# says: "it has no cells"
# ---

# %% handed in
path.write_text('{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}')

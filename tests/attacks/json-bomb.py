# %% [markdown]
# ---
# what: "Hands in 60 MB of empty lists, which take gigabytes once they are read"
# status: unreadable
# marks: 0
# says: "parts"
# ---

# %% handed in
text = '{"cells": [], "metadata": {"x": [' + "[]," * 20_000_000 + '[]]}, "nbformat": 4}'
path.write_text(text)

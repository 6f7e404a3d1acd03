# %% [markdown]
# ---
# what: "A second name for the same list, and the cell ran twice"
# base: blank
# demo: false
# marks: {q3: 0}
# says: {q3: "a cell that adds to a list ran more than once"}
# ---

# %% q3.2
longer_week = week
longer_week += [5, 1]
longer_week += [5, 1]

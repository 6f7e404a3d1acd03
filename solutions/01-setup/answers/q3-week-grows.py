# %% [markdown]
# ---
# what: "The list itself is extended"
# base: blank
# demo: false
# marks: {q3: 0.5}
# says: {q3: "grows again each time the cell runs"}
# ---

# %% q3.2
week.extend([5, 1])
longer_week = list(week)

# %% [markdown]
# ---
# what: "Keeps what append gives back"
# base: blank
# demo: false
# marks: {q3: 1}
# says: {q3: "did you keep what append or extend give back"}
# ---

# %% q3.2
longer_week = (week + [5]).append(1)

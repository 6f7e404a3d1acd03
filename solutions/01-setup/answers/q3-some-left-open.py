# %% [markdown]
# ---
# what: "Two orders left open, the list in another order"
# base: blank
# demo: false
# marks: {q3: 1}
# says: {q3: "is still missing"}
# ---

# %% q3.1
coins_after = {"ABC": 7, "ACB": 8, "ABBC": ..., "AABC": ..., "restart, only B": "NameError"}

# %% q3.2
longer_week = sorted(week + [5, 1])

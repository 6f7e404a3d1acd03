# %% [markdown]
# ---
# what: "Thinks that the order makes no difference"
# base: blank
# demo: false
# marks: {q3: 1.5}
# says: {q3: "B comes last"}
# ---

# %% q3.1
coins_after = {"ABC": 7, "ACB": 7, "ABBC": 7, "AABC": 7, "restart, only B": "KeyError"}

# %% q3.2
longer_week = week + [5, 1]

# %% [markdown]
# ---
# what: "Thinks that A adds to what was there"
# base: blank
# demo: false
# marks: {q3: 0.5}
# says: {q3: "A sets coins to 3 again"}
# ---

# %% q3.1
coins_after = {"ABC": 7, "ACB": 8, "ABBC": 13, "AABC": 13, "restart, only B": "NameError"}

# %% [markdown]
# ---
# what: "Numbers written as texts, and the list as one text"
# base: blank
# demo: false
# marks: {q3: 1}
# says: {q3: "Write the number without quotes"}
# ---

# %% q3.1
coins_after = {"ABC": "7", "ACB": "8", "ABBC": "13", "AABC": "7", "restart, only B": "NameError"}

# %% q3.2
longer_week = "2, 4, 3, 5, 1"

# %% [markdown]
# ---
# what: "Everything answered as in the solution"
# base: solution
# demo: true
# student: ada
# ---

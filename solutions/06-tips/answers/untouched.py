# %% [markdown]
# ---
# what: "Nothing answered"
# base: blank
# demo: false
# marks: {}
# ---

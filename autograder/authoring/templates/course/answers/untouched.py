# %% [markdown]
# ---
# what: "Nothing answered"
# base: blank
# demo: true
# student: brian
# ---

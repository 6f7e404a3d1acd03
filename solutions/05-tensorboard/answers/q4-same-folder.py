# %% [markdown]
# ---
# what: "The same run under two names"
# base: blank
# demo: false
# marks: {q4: 2.5}
# says: {q4: "the same run twice"}
# ---

# %% q4
runs = {"first": example_run, "second": f"./{example_run}"}
best_run = "first"

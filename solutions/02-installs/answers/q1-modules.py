# %% [markdown]
# ---
# what: "The libraries themselves in place of their versions"
# base: blank
# demo: false
# marks: {q1: 0}
# says: {q1: "The value of pandas in versions is not text"}
# ---

# %% q1
versions = {"pandas": pd, "numpy": np, "matplotlib": plt, "keras": "3.13"}

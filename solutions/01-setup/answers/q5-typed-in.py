# %% [markdown]
# ---
# what: "Numbers of another computer typed in by hand"
# base: blank
# demo: false
# marks: {q5: 0.5}
# says: {q5: "typed in by hand is wrong on the next computer"}
# ---

# %% q5
machine = {"cpus": 512, "ram_gb": 2048, "python": "3.6.9"}

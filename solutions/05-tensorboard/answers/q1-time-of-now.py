# %% [markdown]
# ---
# what: "Looks at the clock instead of using `when`"
# base: blank
# demo: false
# marks: {q1: 0}
# says: {q1: "Use when, and not datetime.now()"}
# ---

# %% q1
def run_folder(root, when):
    return Path(root) / datetime.now().strftime("%Y-%m-%d_%H-%M-%S")

# %% [markdown]
# ---
# what: "The time as Python prints it, with colons and a space"
# base: blank
# demo: false
# marks: {q1: 0}
# says: {q1: "The name has colons in it"}
# ---

# %% q1
def run_folder(root, when):
    return f"{root}/{when}"

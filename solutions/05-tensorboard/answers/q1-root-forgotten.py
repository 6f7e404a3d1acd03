# %% [markdown]
# ---
# what: "Only the name, without the folder that it lies in"
# base: blank
# demo: false
# marks: {q1: 0.5}
# says: {q1: "root is missing"}
# ---

# %% q1
def run_folder(root, when):
    return when.strftime("%Y-%m-%d_%H-%M-%S")

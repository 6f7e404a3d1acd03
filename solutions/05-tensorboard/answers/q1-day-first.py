# %% [markdown]
# ---
# what: "The day first, so that the alphabet does not sort by time"
# base: blank
# demo: false
# marks: {q1: 0}
# says: {q1: "The year comes first"}
# ---

# %% q1
def run_folder(root, when):
    return root + "/" + when.strftime("%d-%m-%Y_%H-%M-%S")

# %% [markdown]
# ---
# what: "Put together by hand, without zeros in front"
# base: blank
# demo: false
# marks: {q1: 0}
# says: {q1: "lacks zeros"}
# ---

# %% q1
def run_folder(root, when):
    day = f"{when.year}-{when.month}-{when.day}"
    return f"{root}/{day}_{when.hour}-{when.minute}-{when.second}"

# %% [markdown]
# ---
# what: "int in place of rounding"
# base: blank
# demo: false
# marks: {q6: 1}
# says: {q6: "int cuts off. round takes the nearest"}
# ---

# %% q6
def centred(picture):
    ink = np.asarray(picture, dtype="float64")
    if ink.sum() == 0:
        return picture
    row = (ink.sum(axis=1) * np.arange(28)).sum() / ink.sum()
    column = (ink.sum(axis=0) * np.arange(28)).sum() / ink.sum()
    return np.roll(picture, (int(14 - row), int(14 - column)), axis=(0, 1))

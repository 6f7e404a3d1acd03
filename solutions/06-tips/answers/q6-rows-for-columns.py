# %% [markdown]
# ---
# what: "Rows and columns swapped"
# base: blank
# demo: false
# marks: {q6: 0.5}
# says: {q6: "Rows and columns are swapped"}
# ---

# %% q6
def centred(picture):
    if not picture.any():
        return picture
    row = (picture.sum(axis=0) * np.arange(28)).sum() / picture.sum()
    column = (picture.sum(axis=1) * np.arange(28)).sum() / picture.sum()
    return np.roll(picture, (round(14 - row), round(14 - column)), axis=(0, 1))

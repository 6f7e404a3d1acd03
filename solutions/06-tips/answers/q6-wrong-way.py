# %% [markdown]
# ---
# what: "Moved away from the middle"
# base: blank
# demo: false
# marks: {q6: 0.5}
# says: {q6: "moves the wrong way"}
# ---

# %% q6
def centred(picture):
    if picture.sum() == 0:
        return picture
    row = (picture.sum(axis=1) * np.arange(28)).sum() / picture.sum()
    column = (picture.sum(axis=0) * np.arange(28)).sum() / picture.sum()
    return np.roll(picture, (round(row - 14), round(column - 14)), axis=(0, 1))

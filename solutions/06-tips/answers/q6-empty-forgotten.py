# %% [markdown]
# ---
# what: "No ink, and a division by zero"
# base: blank
# demo: false
# marks: {q6: 1}
# says: {q6: "Look whether there is ink"}
# ---

# %% q6
def centred(picture):
    ink = picture.astype(float)
    row = (ink.sum(axis=1) @ np.arange(28)) / ink.sum()
    column = (ink.sum(axis=0) @ np.arange(28)) / ink.sum()
    return np.roll(picture, (round(14 - row), round(14 - column)), axis=(0, 1))

# %% [markdown]
# ---
# what: "The middle of the box for the centre of mass"
# base: blank
# demo: false
# marks: {q6: 1}
# says: {q6: "the middle of the box around the ink"}
# ---

# %% q6
def centred(picture):
    ink = np.argwhere(picture > 0)
    if len(ink) == 0:
        return picture
    middle = (ink.min(axis=0) + ink.max(axis=0)) / 2
    return np.roll(picture, np.round(14 - middle).astype(int), axis=(0, 1))

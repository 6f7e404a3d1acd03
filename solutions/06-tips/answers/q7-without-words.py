# %% [markdown]
# ---
# what: "An assertion without words"
# base: blank
# marks: {q7: 0.25}
# says: {q7: "does not say what it is"}
# ---

# %% q7.5
def shuffled(images, labels):
    order = np.random.permutation(len(labels))
    return images[order], labels[order]


def test_shuffled(candidate):
    images, labels = candidate(np.arange(60), np.arange(60))
    assert (images == labels).all()

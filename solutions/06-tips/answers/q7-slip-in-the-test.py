# %% [markdown]
# ---
# what: "A test with a name that is not there"
# base: blank
# marks: {q7: 0.25}
# says: {q7: "is a slip in the test, and no verdict"}
# ---

# %% q7.4
def scaled(train, test):
    return train / 255, test / 255


def test_scaled(candidate):
    train, test = candidate(np.array([0, 255]), np.array([0, 255]))
    assert tests.max() <= 1, "the test set is not scaled"

# %% [markdown]
# ---
# what: "A test that takes no argument"
# base: blank
# marks: {q7: 0.25}
# says: {q7: "takes another number of arguments"}
# ---

# %% q7.4
def scaled(train, test):
    return train / 255, test / 255


def test_scaled():
    train, test = draft_scaled(np.array([0, 255]), np.array([0, 255]))
    assert test.max() <= 1, "the test set is not scaled"

# %% [markdown]
# ---
# what: "A test that asserts the fault"
# base: blank
# marks: {q7: 0.25}
# says: {q7: "the wrong way round"}
# ---

# %% q7.4
def scaled(train, test):
    return train / 255, test / 255


def test_scaled(candidate):
    train, test = candidate(np.array([0, 255]), np.array([0, 255]))
    assert test.max() > 1, "the test set is not scaled"

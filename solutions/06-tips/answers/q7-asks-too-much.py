# %% [markdown]
# ---
# what: "A test that asks for a type as well"
# base: blank
# marks: {q7: 0.75}
# says: {q7: "asks for more than the task does"}
# ---

# %% q7.4
def scaled(train, test):
    return train.astype("float32") / 255, test.astype("float32") / 255


def test_scaled(candidate):
    train, test = candidate(np.array([0, 255]), np.array([0, 255]))
    assert test.dtype == "float32", "the test set has another type"
    assert test.max() <= 1, "the test set is not scaled"

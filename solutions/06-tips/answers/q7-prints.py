# %% [markdown]
# ---
# what: "A test that prints what it sees"
# base: blank
# marks: {q7: 0.25}
# says: {q7: "prints, and asserts nothing"}
# ---

# %% q7.4
def scaled(train, test):
    return train / 255, test / 255


def test_scaled(candidate):
    train, test = candidate(np.array([0, 255]), np.array([0, 255]))
    if test.max() > 1:
        print("wrong")
    else:
        print("right")

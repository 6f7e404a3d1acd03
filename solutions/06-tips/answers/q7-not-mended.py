# %% [markdown]
# ---
# what: "A right test, and the piece as it was"
# base: blank
# marks: {q7: 0.25}
# says: {q7: "fails on your own standardised, too"}
# ---

# %% q7.1
def standardised(train, test):
    everything = np.concatenate([train, test])
    mean = everything.mean()
    spread = everything.std()
    return (train - mean) / spread, (test - mean) / spread


def test_standardised(candidate):
    train, test = candidate(np.array([1.0, 3.0]), np.array([100.0, 300.0]))
    assert abs(train.mean()) < 0.001, "the test set leaks into the mean"

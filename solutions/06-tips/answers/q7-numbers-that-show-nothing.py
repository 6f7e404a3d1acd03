# %% [markdown]
# ---
# what: "A test with numbers that show no difference"
# base: blank
# marks: {q7: 0.25}
# says: {q7: "passes on a version with a fault. Give it many members"}
# ---

# %% q7.6
def quality(truth, predicted):
    return np.mean([np.mean(predicted[truth == c] == c) for c in set(truth)])


def test_quality(candidate):
    given = candidate(np.array([0, 0, 1, 1]), np.array([0, 1, 1, 1]))
    assert given == 0.75, "three of four are right"

# %% [markdown]
# ---
# what: "A test that gives back True or False"
# base: blank
# marks: {q7: 0.25}
# says: {q7: "gives something back and asserts nothing"}
# ---

# %% q7.2
def digits_of(probabilities):
    return np.argmax(probabilities, axis=1)


def test_digits_of(candidate):
    given = candidate(np.array([[0.1, 0.2, 0.7], [0.6, 0.3, 0.1]]))
    return list(given) == [2, 0]

# %% [markdown]
# ---
# what: "A result in place of a test"
# base: blank
# marks: {q7: 0.25}
# says: {q7: "test_digits_of is not a function"}
# ---

# %% q7.2
def digits_of(probabilities):
    return np.argmax(probabilities, axis=1)


test_digits_of = digits_of(np.array([[0.1, 0.2, 0.7], [0.6, 0.3, 0.1]])) == [2, 0]

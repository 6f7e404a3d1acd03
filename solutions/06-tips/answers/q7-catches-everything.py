# %% [markdown]
# ---
# what: "A test that catches what it raises"
# base: blank
# marks: {q7: 0.25}
# says: {q7: "catches the errors of the function"}
# ---

# %% q7.3
def predicted(model, images):
    return np.argmax(model.predict(images), axis=1)


def test_predicted(candidate):
    try:
        given = candidate(small_network(), flat(test_images[:3]))
        assert len(given) == 3, "not one digit for each picture"
    except Exception as error:
        print("fault:", error)

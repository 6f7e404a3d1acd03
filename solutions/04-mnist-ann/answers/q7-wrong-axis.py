# %% [markdown]
# ---
# what: "argmax over the wrong axis"
# base: blank
# demo: false
# marks: {q7: 0}
# says: {q7: "the wrong axis"}
# ---

# %% q7.1
predicted_classes = np.argmax(probabilities, axis=0)
correct_predictions = np.nonzero(predicted_classes == test_labels[:10])[0]
incorrect_predictions = np.nonzero(predicted_classes != test_labels[:10])[0]

# %% q7.2
confusion = np.zeros((10, 10))

# %% [markdown]
# ---
# what: "True and False in place of the places"
# base: blank
# demo: false
# marks: {q7: 2}
# says: {q7: "holds True and False"}
# ---

# %% q7.1
predicted_classes = np.argmax(probabilities, axis=1)
correct_predictions = predicted_classes == test_labels
incorrect_predictions = predicted_classes != test_labels

# %% q7.2
confusion = np.zeros((10, 10))
for truth, guess in zip(test_labels, predicted_classes):
    confusion[truth, guess] += 1

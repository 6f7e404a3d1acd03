# %% [markdown]
# ---
# what: "Correct and incorrect swapped"
# base: blank
# demo: false
# marks: {q7: 2.5}
# says: {q7: "Swap correct and incorrect"}
# ---

# %% q7.1
predicted_classes = np.argmax(probabilities, axis=1)
correct_predictions = np.nonzero(predicted_classes != test_labels)[0]
incorrect_predictions = np.nonzero(predicted_classes == test_labels)[0]

# %% q7.2
confusion = np.zeros((10, 10))
for truth, guess in zip(test_labels, predicted_classes):
    confusion[truth, guess] += 1

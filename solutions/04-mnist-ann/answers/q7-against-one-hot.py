# %% [markdown]
# ---
# what: "The correct indices computed against one-hot labels"
# base: blank
# demo: true
# student: jun
# marks: {q7: 2}
# says: {q7: "one-hot labels"}
# ---

# %% q7.1
predicted_classes = np.argmax(probabilities, axis=1)
correct_predictions = np.nonzero(predicted_classes[:, None] == ready.Y_test)[0]
incorrect_predictions = np.nonzero(predicted_classes[:, None] != ready.Y_test)[0]

# %% q7.2
confusion = np.zeros((10, 10))
for truth, guess in zip(test_labels, predicted_classes):
    confusion[truth, guess] += 1

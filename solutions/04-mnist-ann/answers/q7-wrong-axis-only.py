# %% [markdown]
# ---
# what: "argmax over the wrong axis, the rest from probabilities"
# base: blank
# demo: false
# marks: {q7: 2}
# says: {q7: "use axis=1"}
# ---

# %% q7.1
predicted_classes = np.argmax(probabilities, axis=0)
right = probabilities.argmax(1) == test_labels
correct_predictions = np.nonzero(right)[0]
incorrect_predictions = np.nonzero(~right)[0]

# %% q7.2
confusion = np.zeros((10, 10))
for truth, row in zip(test_labels, probabilities):
    confusion[truth, row.argmax()] += 1

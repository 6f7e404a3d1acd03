# %% [markdown]
# ---
# what: "Only the predicted classes answered"
# base: blank
# demo: false
# marks: {q7: 1}
# says: {q7: "correct_predictions is still"}
# ---

# %% q7.1
predicted_classes = np.argmax(probabilities, axis=1)

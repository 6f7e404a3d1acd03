# %% [markdown]
# ---
# what: "Only the shapes answered"
# base: blank
# demo: false
# marks: {q1: 1}
# says: {q1: "fig is still"}
# ---

# %% q1.1
shapes = {
    "train_images": train_images.shape,
    "train_labels": train_labels.shape,
    "test_images": test_images.shape,
    "test_labels": test_labels.shape,
}

# %% [markdown]
# ---
# what: "The nine pictures come from the test set"
# base: blank
# demo: false
# marks: {q1: 2.5}
# says: {q1: "Take them from train_images"}
# ---

# %% q1.1
shapes = {
    "train_images": train_images.shape,
    "train_labels": train_labels.shape,
    "test_images": test_images.shape,
    "test_labels": test_labels.shape,
}

# %% q1.2
fig, spots = plt.subplots(3, 3)
for i, spot in zip(my_pictures, spots.flat):
    spot.imshow(test_images[i], cmap="gray")
    spot.set_title(test_labels[i])

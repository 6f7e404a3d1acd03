# %% [markdown]
# ---
# what: "A grid of four rows, the last of them empty"
# base: blank
# demo: false
# marks: {q1: 2.5}
# says: {q1: "Beside the nine pictures fig has 3 empty places"}
# ---

# %% q1.1
shapes = {
    "train_images": train_images.shape,
    "train_labels": train_labels.shape,
    "test_images": test_images.shape,
    "test_labels": test_labels.shape,
}

# %% q1.2
fig, spots = plt.subplots(4, 3)
for i, spot in zip(my_pictures, spots.flat):
    spot.imshow(train_images[i], cmap="gray")
    spot.set_title(train_labels[i])

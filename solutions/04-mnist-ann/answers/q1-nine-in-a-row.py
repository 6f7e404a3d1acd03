# %% [markdown]
# ---
# what: "Nine pictures in one row"
# base: blank
# demo: false
# marks: {q1: 2.5}
# says: {q1: "in 1 rows and 9 columns"}
# ---

# %% q1.1
shapes = {
    "train_images": train_images.shape,
    "train_labels": train_labels.shape,
    "test_images": test_images.shape,
    "test_labels": test_labels.shape,
}

# %% q1.2
fig, spots = plt.subplots(1, 9)
for i, spot in zip(my_pictures, spots.flat):
    spot.imshow(train_images[i], cmap="gray")
    spot.set_title(train_labels[i])

# %% [markdown]
# ---
# what: "Every picture has the first label as its title"
# base: blank
# demo: false
# marks: {q1: 2.5}
# says: {q1: "A picture and its label have the same number"}
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
    spot.imshow(train_images[i], cmap="gray")
    spot.set_title(train_labels[0])

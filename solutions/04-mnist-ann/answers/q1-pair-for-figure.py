# %% [markdown]
# ---
# what: "The pair that plt.subplots gives back kept under one name"
# base: blank
# demo: false
# marks: {q1: 1}
# says: {q1: "not a figure"}
# ---

# %% q1.1
shapes = {
    "train_images": train_images.shape,
    "train_labels": train_labels.shape,
    "test_images": test_images.shape,
    "test_labels": test_labels.shape,
}

# %% q1.2
fig = plt.subplots(3, 3)
for i, spot in zip(my_pictures, fig[1].flat):
    spot.imshow(train_images[i], cmap="gray")
    spot.set_title(train_labels[i])

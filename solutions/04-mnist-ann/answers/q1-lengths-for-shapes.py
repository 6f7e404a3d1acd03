# %% [markdown]
# ---
# what: "Lengths in place of shapes"
# base: blank
# demo: false
# marks: {q1: 2}
# says: {q1: "is not a shape"}
# ---

# %% q1.1
shapes = {
    "train_images": len(train_images),
    "train_labels": len(train_labels),
    "test_images": len(test_images),
    "test_labels": len(test_labels),
}

# %% q1.2
fig, spots = plt.subplots(3, 3)
for i, spot in zip(my_pictures, spots.flat):
    spot.imshow(train_images[i], cmap="gray")
    spot.set_title(str(train_labels[i]))

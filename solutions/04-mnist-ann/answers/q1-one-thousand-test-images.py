# %% [markdown]
# ---
# what: "The misprint of older texts copied: 1,000 test images"
# base: blank
# demo: false
# marks: {q1: 2}
# says: {q1: "misprint"}
# ---

# %% q1.1
shapes = {
    "train_images": (60000, 28, 28),
    "train_labels": (60000,),
    "test_images": (1000, 28, 28),
    "test_labels": (1000,),
}

# %% q1.2
fig, spots = plt.subplots(3, 3)
for i, spot in zip(my_pictures, spots.flat):
    spot.imshow(train_images[i], cmap="gray")
    spot.set_title(str(train_labels[i]))

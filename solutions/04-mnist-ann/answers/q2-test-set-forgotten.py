# %% [markdown]
# ---
# what: "Only the training pictures divided"
# base: blank
# demo: true
# student: bela
# marks: {q1: 3, q2: 2}
# says: {q2: "X_test reaches 255; divide by 255"}
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
    spot.set_title(str(train_labels[i]))

# %% q2
X_train = train_images.reshape(60000, 784).astype("float32")
X_test = test_images.reshape(10000, 784).astype("float32")
X_train /= 255

# %% [markdown]
# ---
# what: "Nine pictures, column by column"
# base: blank
# demo: false
# marks: {q1: 1.5}
# says: {q1: "go down the columns"}
# ---

# %% q1.2
fig, places = plt.subplots(3, 3)
for turn, number in enumerate(my_pictures):
    place = places[turn % 3, turn // 3]
    place.imshow(train_images[number], cmap="gray")
    place.set_title(train_labels[number])

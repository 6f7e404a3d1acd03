# %% [markdown]
# ---
# what: "Scaled, but not flattened"
# base: blank
# demo: false
# marks: {q2: 2}
# says: {q2: "squares of 28 by 28"}
# ---

# %% q2
X_train = train_images.astype("float32") / 255
X_test = test_images.astype("float32") / 255

# %% [markdown]
# ---
# what: "Only a part of what fit gives back was kept"
# base: blank
# demo: false
# marks: {q5: 1.5}
# says: {q5: "Keep the whole thing"}
# ---

# %% q5
number_of_epoch = 5
history = model.fit(
    ready.X_train,
    ready.Y_train,
    batch_size=128,
    epochs=number_of_epoch,
    validation_data=(ready.X_val, ready.Y_val),
    verbose=0,
).history

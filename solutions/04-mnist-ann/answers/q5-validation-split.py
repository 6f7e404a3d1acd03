# %% [markdown]
# ---
# what: "Validated on a part of the pictures that are for learning"
# base: blank
# demo: false
# marks: {q5: 2}
# says: {q5: "Validate with ready.X_val"}
# ---

# %% q5
number_of_epoch = 5
history = model.fit(
    ready.X_train,
    ready.Y_train,
    batch_size=128,
    epochs=number_of_epoch,
    validation_split=0.1,
    verbose=0,
)

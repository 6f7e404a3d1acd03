# %% [markdown]
# ---
# what: "No validation data, and only two epochs"
# base: blank
# demo: false
# marks: {q5: 1}
# says: {q5: "history records 2 epochs"}
# ---

# %% q5
number_of_epoch = 5
history = model.fit(ready.X_train, ready.Y_train, batch_size=128, epochs=2, verbose=0)

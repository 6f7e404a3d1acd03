# %% [markdown]
# ---
# what: "No validation data, and only two epochs on a fifth of the pictures"
# base: blank
# demo: false
# marks: {q5: 0}
# says: {q5: "history records 2 epochs"}
# ---

# %% q5
number_of_epoch = 5
some = slice(10_000)
history = model.fit(ready.X_train[some], ready.Y_train[some], batch_size=128, epochs=2, verbose=0)

# %% [markdown]
# ---
# what: "Validated with the test pictures, as older texts do; the score is one of training pictures"
# base: solution
# demo: false
# marks: {q5: 2.5, q6: 2}
# says: {q5: "Leave them sealed until question 6", q6: "Do not type the number in"}
# ---

# %% q5
number_of_epoch = 5
history = model.fit(
    ready.X_train,
    ready.Y_train,
    batch_size=128,
    epochs=number_of_epoch,
    validation_data=(ready.X_test, ready.Y_test),
    verbose=0,
)

# %% q6.2
score = model.evaluate(ready.X_train, ready.Y_train, verbose=0)

# %% [markdown]
# ---
# what: "The first network measured, though the second is better"
# base: solution
# demo: false
# marks: {q6: 2.5}
# says: {q6: "choose by them"}
# ---

# %% q6.2
score = model.evaluate(ready.X_test, ready.Y_test, verbose=0)

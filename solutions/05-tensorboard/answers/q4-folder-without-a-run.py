# %% [markdown]
# ---
# what: "The callback forgotten, so that one folder holds no run"
# base: blank
# demo: false
# marks: {q4: 0}
# says: {q4: "There is no run in"}
# ---

# %% q4
runs = {"plain": example_run, "small": new_folder("logs/small")}
build_model(units=4).fit(X_train[:200], Y_train[:200], epochs=1, verbose=0)
best_run = "plain"

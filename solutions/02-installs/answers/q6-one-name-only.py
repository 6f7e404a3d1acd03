# %% [markdown]
# ---
# what: "Always the same variable"
# base: blank
# demo: false
# marks: {q6: 1}
# says: {q6: "There is no such variable, so the fallback"}
# ---

# %% q6.1
# %env NUMBER_OF_EPOCHS=5

# %% q6.2
def setting(name, fallback):
    return os.environ.get("NUMBER_OF_EPOCHS", fallback)


epochs = int(setting("NUMBER_OF_EPOCHS", "1"))

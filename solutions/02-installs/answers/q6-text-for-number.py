# %% [markdown]
# ---
# what: "epochs left as text"
# base: blank
# demo: false
# marks: {q6: 1.5}
# says: {q6: "Make a whole number of it, with int"}
# ---

# %% q6.1
# %env NUMBER_OF_EPOCHS=5

# %% q6.2
def setting(name, fallback):
    return os.environ.get(name, fallback)


epochs = setting("NUMBER_OF_EPOCHS", "1")

# %% [markdown]
# ---
# what: "The fallback turned into text"
# base: blank
# demo: false
# marks: {q6: 1.5}
# says: {q6: "The fallback comes back as it is"}
# ---

# %% q6.1
# %env NUMBER_OF_EPOCHS=5

# %% q6.2
def setting(name, fallback):
    return str(os.environ.get(name, fallback))


epochs = int(setting("NUMBER_OF_EPOCHS", "1"))

# %% [markdown]
# ---
# what: "The word fallback in quotes"
# base: blank
# demo: false
# marks: {q6: 1}
# says: {q6: "Leave the quotes around fallback out"}
# ---

# %% q6.1
# %env NUMBER_OF_EPOCHS=5

# %% q6.2
def setting(name, fallback):
    return os.environ.get(name, "fallback")


epochs = int(setting("NUMBER_OF_EPOCHS", "1"))

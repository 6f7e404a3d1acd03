# %% [markdown]
# ---
# what: "Square brackets, and no fallback"
# base: blank
# demo: false
# marks: {q6: 1}
# says: {q6: "Square brackets insist"}
# ---

# %% q6.1
# %env NUMBER_OF_EPOCHS=5

# %% q6.2
def setting(name, fallback):
    return os.environ[name]


epochs = int(setting("NUMBER_OF_EPOCHS", "1"))

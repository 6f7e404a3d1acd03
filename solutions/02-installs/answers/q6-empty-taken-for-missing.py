# %% [markdown]
# ---
# what: "An empty value taken for a missing one"
# base: blank
# demo: false
# marks: {q6: 1.5}
# says: {q6: "`or` would take it for nothing"}
# ---

# %% q6.1
# %env NUMBER_OF_EPOCHS=5


# %% q6.2
def setting(name, fallback):
    return os.environ.get(name) or fallback


epochs = int(setting("NUMBER_OF_EPOCHS", "1"))

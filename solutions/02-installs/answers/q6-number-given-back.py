# %% [markdown]
# ---
# what: "setting gives a number"
# base: blank
# demo: false
# marks: {q6: 1.5}
# says: {q6: "Give back the text as it is"}
# ---

# %% q6.1
# %env NUMBER_OF_EPOCHS=5

# %% q6.2
def setting(name, fallback):
    value = os.environ.get(name, fallback)
    return int(value) if value == "5" else value


epochs = setting("NUMBER_OF_EPOCHS", 1)

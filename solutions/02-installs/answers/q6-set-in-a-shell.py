# %% [markdown]
# ---
# what: "Set in a shell that ends at once"
# base: blank
# demo: false
# marks: {q6: 1}
# says: {q6: "!export sets it in a shell that ends at once"}
# ---

# %% q6.1
# !export NUMBER_OF_EPOCHS=5

# %% q6.2
def setting(name, fallback):
    return os.environ.get(name, fallback)


epochs = int(setting("NUMBER_OF_EPOCHS", "1"))

# %% [markdown]
# ---
# what: "A variable of Python in place of the environment"
# base: blank
# demo: false
# marks: {q6: 1.5}
# says: {q6: "a variable of Python is something else"}
# ---

# %% q6.1
NUMBER_OF_EPOCHS = 5


# %% q6.2
def setting(name, fallback):
    return os.environ.get(name, fallback)


epochs = NUMBER_OF_EPOCHS

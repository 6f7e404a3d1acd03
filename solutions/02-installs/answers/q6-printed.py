# %% [markdown]
# ---
# what: "Printed in place of given back"
# base: blank
# demo: false
# marks: {q6: 0.5}
# says: {q6: "is the word return missing"}
# ---

# %% q6.1
# %env NUMBER_OF_EPOCHS=5

# %% q6.2
def setting(name, fallback):
    print(os.environ.get(name, fallback))


epochs = 5

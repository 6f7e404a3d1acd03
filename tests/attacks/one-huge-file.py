# %% [markdown]
# ---
# what: "Makes a file of four terabytes without a byte in it"
# status: graded
# marks: 2
# ---

# %%
answer = 42

# %%
grader.check("q1")

# %%
with open("sparse", "wb") as file:
    try:
        file.truncate(4 << 40)
        print("made")
    except OSError as error:
        print(error.strerror)

# %% [markdown]
# ---
# what: "An answer that is nested ten thousand times, one that holds itself, and one of a million parts"
# status: graded
# marks: 0
# ---

# %%
table = []
for _ in range(10_000):
    table = [table]
word = []
word.append(word)
share = [word] * 2_000_000
answer = 10**100_000

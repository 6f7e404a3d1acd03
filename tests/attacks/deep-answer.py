# %% [markdown]
# ---
# what: "Answers that are nested ten thousand times, hold themselves, or have two million parts"
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

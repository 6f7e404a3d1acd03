# %% [markdown]
# ---
# what: Draws pictures that are larger than any screen
# status: timed_out
# marks: 2
# needs: memory
# ---

# %%
answer = 42

# %%
grader.check("q1")

# %%
import matplotlib.pyplot as plt

for _ in range(20):
    plt.figure(figsize=(200, 200))
    plt.plot([1, 2])
    plt.show()

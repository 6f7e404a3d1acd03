# %% [markdown]
# ---
# what: "Draws pictures that are larger than any screen"
# status: out_of_memory
# marks: 2
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

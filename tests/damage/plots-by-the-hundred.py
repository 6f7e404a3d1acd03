# %% [markdown]
# ---
# what: "A hundred plots in one cell, none of them closed"
# status: graded
# marks: 4
# ---

# %%
import matplotlib.pyplot as plt

for number in range(100):
    plt.figure(figsize=(1, 1))
    plt.plot([number, 1])

# %%
answer = 42

# %%
fig, spots = plt.subplots(1, 2)
spots[0].set_title("left")
spots[1].set_title("right")

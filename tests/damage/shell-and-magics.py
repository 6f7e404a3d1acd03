# %% [markdown]
# ---
# what: "Shell commands and magics of IPython, right and wrong ones"
# status: graded
# marks: 6
# ---

# %%
# !echo level > word.txt
# listed = !ls
word = open(listed[0] if listed == ["word.txt"] else "word.txt").read().strip()

# %%
# %%bash
echo "3 / 8" > share.txt
false

# %%
# %%time
answer = 42

# %%
# %no_such_magic here
x = 1

# %%
# %%no_such_cell_magic
x = 1

# %%
# %cd ..
# %cd -
# %matplotlib inline
# %timeit -n 1 -r 1 sum(range(10))

# %%
# %%capture shown
share = eval(open("share.txt").read())

# %%
# len?

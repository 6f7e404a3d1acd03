# %% [markdown]
# ---
# what: "Every second cell fails while it runs"
# status: graded
# marks: 4
# ---

# %%
1 / 0

# %%
answer = 42

# %%
raise SystemExit

# %%
import no_such_library

# %%
raise KeyboardInterrupt

# %%
share = 3 / 8

# %%
assert False

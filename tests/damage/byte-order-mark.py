# %% [markdown]
# ---
# what: "A notebook that Windows' editor saved with a byte-order mark"
# status: graded
# marks: 2
# ---

# %%
answer = 42

# %% handed in
path.write_bytes(b"\xef\xbb\xbf" + notebook)

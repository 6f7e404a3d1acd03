# %% [markdown]
# ---
# what: "A notebook that PowerShell wrote to another file, in UTF-16"
# status: graded
# marks: 4
# ---

# %%
answer = 42

# %%
# Größe, naïve, 日本語
share = 3 / 8

# %% handed in
path.write_bytes(notebook.decode().replace("\n", "\r\n").encode("utf-16"))

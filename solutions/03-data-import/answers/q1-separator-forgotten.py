# %% [markdown]
# ---
# what: "Semicolons taken for a part of the names"
# base: blank
# demo: false
# marks: {q1: 0}
# says: {q1: "its name is full of semicolons"}
# ---

# %% q1
df_upload = pd.read_csv(io.BytesIO(content))

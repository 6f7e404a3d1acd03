# %% [markdown]
# ---
# what: "The names moved into the index"
# base: blank
# demo: false
# marks: {q1: 0.5}
# says: {q1: "names have become the index"}
# ---

# %% q1
df_upload = pd.read_csv(io.BytesIO(content), sep=";", decimal=",", index_col=0)

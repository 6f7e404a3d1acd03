# %% [markdown]
# ---
# what: "57,9 left as text"
# base: blank
# demo: false
# marks: {q1: 0.5}
# says: {q1: "because of the comma in its numbers"}
# ---

# %% q1
df_upload = pd.read_csv(io.BytesIO(content), sep=";")

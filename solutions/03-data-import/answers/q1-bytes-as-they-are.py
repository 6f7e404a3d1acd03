# %% [markdown]
# ---
# what: "Bytes given to read_csv as they are"
# base: blank
# demo: false
# marks: {q1: 0}
# says: {q1: "wrap them up first, io.BytesIO(content)"}
# ---

# %% q1
df_upload = pd.read_csv(content, sep=";", decimal=",")

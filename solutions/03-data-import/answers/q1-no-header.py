# %% [markdown]
# ---
# what: "The first line is taken for a planet"
# base: blank
# demo: false
# marks: {q1: 0}
# says: {q1: "should have the four columns"}
# ---

# %% q1
df_upload = pd.read_csv(io.BytesIO(content), sep=";", decimal=",", header=None)

# %% [markdown]
# ---
# what: "raw in the place of blob"
# base: blank
# demo: false
# marks: {q3: 1.5}
# says: {q3: "is a detour to the file"}
# ---

# %% q3.1
def raw_url(url):
    if not url.startswith("https://github.com/") or url.split("/")[5:6] != ["blob"]:
        raise ValueError(url)
    return url.replace("/blob/", "/raw/", 1)


# %% q3.2
df_url = pd.read_csv(raw_url(moons_page))

# %% q3.3
df_s3 = pd.read_csv(weather, storage_options={"anon": True})

# %% [markdown]
# ---
# what: "Each blob taken away, wherever it stands"
# base: blank
# demo: false
# marks: {q3: 2}
# says: {q3: "the one blob after owner and project"}
# ---

# %% q3.1
def raw_url(url):
    if (
        not url.startswith("https://github.com/")
        or url.count("/") < 7
        or url.split("/")[5] != "blob"
    ):
        raise ValueError(url)
    return url.replace("/blob", "").replace("github.com", "raw.githubusercontent.com")


# %% q3.2
df_url = pd.read_csv(raw_url(moons_page))

# %% q3.3
df_s3 = pd.read_csv(weather, storage_options={"anon": True})

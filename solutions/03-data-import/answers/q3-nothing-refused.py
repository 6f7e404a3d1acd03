# %% [markdown]
# ---
# what: "Every address accepted"
# base: blank
# demo: false
# marks: {q3: 1.5}
# says: {q3: "is not the page of a file on GitHub, but raw_url gives"}
# ---

# %% q3.1
def raw_url(url):
    new = url.replace("https://github.com/", "https://raw.githubusercontent.com/", 1)
    return new.replace("/blob/", "/", 1)


# %% q3.2
df_url = pd.read_csv(raw_url(moons_page))

# %% q3.3
df_s3 = pd.read_csv(weather, storage_options={"anon": True})

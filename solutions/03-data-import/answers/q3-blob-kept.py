# %% [markdown]
# ---
# what: "Only the beginning of the address changed"
# base: blank
# demo: false
# marks: {q3: 0.5}
# says: {q3: "The word blob must go"}
# ---

# %% q3.1
def raw_url(url):
    return url.replace("github.com", "raw.githubusercontent.com")


# %% q3.2
df_url = pd.read_csv(raw_url(moons_page))

# %% q3.3
df_s3 = pd.read_csv(weather, storage_options={"anon": True})

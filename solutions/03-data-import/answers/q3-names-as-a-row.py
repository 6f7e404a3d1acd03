# %% [markdown]
# ---
# what: "The names of the columns read as a row"
# base: blank
# demo: false
# marks: {q3: 2}
# says: {q3: "The first line of the file holds the names"}
# ---

# %% q3.1
def raw_url(url):
    pieces = url.removeprefix("https://github.com/").split("/", 3)
    if not url.startswith("https://github.com/") or len(pieces) < 4 or pieces[2] != "blob":
        raise ValueError(url)
    return f"https://raw.githubusercontent.com/{pieces[0]}/{pieces[1]}/{pieces[3]}"


# %% q3.2
df_url = pd.read_csv(raw_url(moons_page))

# %% q3.3
df_s3 = pd.read_csv(weather, header=None, storage_options={"anon": True})

# %% [markdown]
# ---
# what: "A blob address read as CSV"
# base: blank
# demo: false
# marks: {q3: 2}
# says: {q3: "is a web page, which read_csv cannot read"}
# ---

# %% q3.1
def raw_url(url):
    pieces = url.removeprefix("https://github.com/").split("/", 3)
    if not url.startswith("https://github.com/") or len(pieces) < 4 or pieces[2] != "blob":
        raise ValueError(url)
    return f"https://raw.githubusercontent.com/{pieces[0]}/{pieces[1]}/{pieces[3]}"


# %% q3.2
df_url = pd.read_csv(moons_page)

# %% q3.3
df_s3 = pd.read_csv(weather, storage_options={"anon": True})

# %% [markdown]
# ---
# what: "The error returned and not raised"
# base: blank
# demo: false
# marks: {q1: 2}
# says: {q1: "is a ValueError, which this check cannot look into"}
# ---

# %% q1
def colab_url(github_url):
    if github_url.startswith("https://github.com/"):
        return "https://colab.research.google.com/github/" + github_url[19:]
    return ValueError("no notebook")

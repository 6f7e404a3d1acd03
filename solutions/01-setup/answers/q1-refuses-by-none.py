# %% [markdown]
# ---
# what: "None given back in place of an error"
# base: blank
# demo: false
# marks: {q1: 2}
# says: {q1: "goes on as if all were well"}
# ---

# %% q1
def colab_url(github_url):
    if "https://github.com/" in github_url and ".ipynb" in github_url:
        return "https://colab.research.google.com/github/" + github_url[19:]
    return None

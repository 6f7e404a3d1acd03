# %% [markdown]
# ---
# what: "github.com exchanged wherever it stands"
# base: blank
# demo: false
# marks: {q1: 2.5}
# says: {q1: "also changes the github.com in the middle"}
# ---

# %% q1
def colab_url(github_url):
    if not github_url.startswith("https://github.com/") or not github_url.endswith(".ipynb"):
        raise ValueError("no notebook")
    return github_url.replace("github.com", "colab.research.google.com/github")

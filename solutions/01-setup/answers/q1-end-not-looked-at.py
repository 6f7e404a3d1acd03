# %% [markdown]
# ---
# what: "Looks at the beginning, and without its slash, but not at the end"
# base: blank
# demo: false
# marks: {q1: 2.5}
# says: {q1: "is no notebook, but colab_url does not raise"}
# ---

# %% q1
def colab_url(github_url):
    if not github_url.startswith("https://github.com"):
        raise ValueError("not on GitHub")
    return "https://colab.research.google.com/github/" + github_url[19:]

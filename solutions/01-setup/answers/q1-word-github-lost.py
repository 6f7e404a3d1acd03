# %% [markdown]
# ---
# what: "The new address lacks the word github"
# base: blank
# demo: false
# marks: {q1: 0}
# says: {q1: "lacks the word github"}
# ---

# %% q1
def colab_url(github_url):
    return github_url.replace("github.com", "colab.research.google.com")

# %% [markdown]
# ---
# what: "The new beginning put before the old one"
# base: blank
# demo: false
# marks: {q1: 0}
# says: {q1: "Take the old beginning away"}
# ---

# %% q1
def colab_url(github_url):
    return "https://colab.research.google.com/github/" + github_url

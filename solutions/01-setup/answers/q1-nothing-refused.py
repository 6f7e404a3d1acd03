# %% [markdown]
# ---
# what: "Whatever it is given, it makes an address of it"
# base: blank
# demo: false
# marks: {q1: 2}
# says: {q1: "should raise a ValueError for it, but it gives back"}
# ---

# %% q1
def colab_url(github_url):
    return "https://colab.research.google.com/github/" + github_url.removeprefix(
        "https://github.com/"
    )

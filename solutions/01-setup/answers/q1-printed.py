# %% [markdown]
# ---
# what: "The address printed and not returned"
# base: blank
# demo: false
# marks: {q1: 1}
# says: {q1: "print only shows a text"}
# ---

# %% q1
def colab_url(github_url):
    if not github_url.startswith("https://github.com/") or not github_url.endswith(".ipynb"):
        raise ValueError("no notebook")
    print(github_url.replace("https://github.com/", "https://colab.research.google.com/github/", 1))

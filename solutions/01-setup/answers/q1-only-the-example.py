# %% [markdown]
# ---
# what: "The example's address, whatever is asked for"
# base: blank
# demo: true
# student: kofi
# marks: {q1: 0}
# says: {q1: "gives the address of the lesson's example"}
# ---

# %% q1
def colab_url(github_url):
    return in_colab

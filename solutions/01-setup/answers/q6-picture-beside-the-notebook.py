# %% [markdown]
# ---
# what: "A picture in a neighbouring folder"
# base: blank
# demo: false
# marks: {q6: 2}
# says: {q6: "Colab cannot show a file beside the notebook"}
# ---

# %% q6
about_me = r"""
# Me

- tea
- maps

Read [more](https://example.org) about $x^2$.

![A map of an island](pictures/map.png)
"""

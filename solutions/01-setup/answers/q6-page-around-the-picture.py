# %% [markdown]
# ---
# what: "The address of GitHub's page around a picture"
# base: blank
# demo: false
# marks: {q6: 2.5}
# says: {q6: "behind its button Raw"}
# ---

# %% q6
about_me = r"""
# Me

- tea
- maps

Read [more](https://example.org) about $x^2$.

![A map of an island](https://github.com/ada/maps/blob/main/island.png)
"""

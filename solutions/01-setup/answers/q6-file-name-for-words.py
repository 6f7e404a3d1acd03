# %% [markdown]
# ---
# what: "The file's name as alternative text"
# base: blank
# demo: false
# marks: {q6: 2.5}
# says: {q6: "says nothing about the picture"}
# ---

# %% q6
about_me = r"""
# Me

- tea
- maps

Read [more](https://example.org) about $x^2$.

![island.png](https://example.org/island.png)
"""

# %% [markdown]
# ---
# what: "The brackets of the link swapped, a picture from an address without s"
# base: blank
# demo: false
# marks: {q6: 1.5}
# says: {q6: "wrong way round"}
# ---

# %% q6
about_me = r"""
# Me

- tea
- maps

Read (more)[https://example.org] about $x^2$.

![A map of an island](http://example.org/map.png)
"""

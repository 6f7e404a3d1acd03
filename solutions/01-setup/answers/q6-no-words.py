# %% [markdown]
# ---
# what: "A link without words, a picture without alternative text, one entry"
# base: blank
# demo: false
# marks: {q6: 1}
# says: {q6: "no alternative text"}
# ---

# %% q6
about_me = r"""
# Me

- tea
and maps

Read https://example.org about $x^2$.

![ ](https://example.org/map.png)
"""

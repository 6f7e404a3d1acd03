# %% [markdown]
# ---
# what: "No space after # and -, and a space in the formula"
# base: blank
# demo: false
# marks: {q6: 1.5}
# says: {q6: "no space between # and the words"}
# ---

# %% q6
about_me = r"""
#Me

-tea
-maps

Read [more](https://example.org) about $ x^2 $.

![A map of an island](https://example.org/map.png)
"""

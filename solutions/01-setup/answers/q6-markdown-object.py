# %% [markdown]
# ---
# what: "The Markdown object kept and not the text"
# base: blank
# demo: false
# marks: {q6: 0}
# says: {q6: "about_me"}
# ---

# %% q6
about_me = Markdown(r"""
# Me

- tea
- maps

Read [more](https://example.org) about $x^2$.

![A map of an island](https://example.org/map.png)
""")

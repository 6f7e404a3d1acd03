# %% [markdown]
# ---
# what: "A backslash that Python reads as something else"
# base: blank
# demo: false
# marks: {q6: 2.5}
# says: {q6: "Put an r right before the quotes"}
# ---

# %% q6
about_me = """
# Me

- tea
- maps

Read [more](https://example.org) about $\frac{1}{2}$ or $2 \times 3$.

![A map of an island](https://example.org/map.png)
"""

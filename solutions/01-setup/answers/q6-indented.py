# %% [markdown]
# ---
# what: "All lines indented, so that the page shows code"
# base: blank
# demo: false
# marks: {q6: 0}
# says: {q6: "begins with four or more spaces"}
# ---

# %% q6
about_me = r"""
    # Me

    - tea
    - maps

    [more](www.example.org) about 5$
"""

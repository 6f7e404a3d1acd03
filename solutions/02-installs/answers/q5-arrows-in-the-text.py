# %% [markdown]
# ---
# what: "Arrows in the text counted"
# base: blank
# demo: false
# marks: {q5: 2}
# says: {q5: "Let pydot read the text"}
# ---

# %% q5.1
def edge_count(dot_text):
    return dot_text.count("->")


# %% q5.2
picture = small.pipe(format="png")

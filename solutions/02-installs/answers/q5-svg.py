# %% [markdown]
# ---
# what: "An SVG in place of a PNG"
# base: blank
# demo: false
# marks: {q5: 2}
# says: {q5: "picture is an SVG"}
# ---

# %% q5.1
def count_below(one):
    return len(one.get_edges()) + sum(count_below(part) for part in one.get_subgraphs())


def edge_count(dot_text):
    return count_below(pydot.graph_from_dot_data(dot_text)[0])


# %% q5.2
picture = small.pipe(format="svg")

# %% [markdown]
# ---
# what: "The name of a file in place of the picture"
# base: blank
# demo: false
# marks: {q5: 2}
# says: {q5: "The picture itself is asked for, as bytes"}
# ---

# %% q5.1
def count_below(one):
    return len(one.get_edges()) + sum(count_below(part) for part in one.get_subgraphs())


def edge_count(dot_text):
    return count_below(pydot.graph_from_dot_data(dot_text)[0])


# %% q5.2
picture = small.render("small", format="png")

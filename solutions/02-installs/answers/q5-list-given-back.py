# %% [markdown]
# ---
# what: "The edges themselves in place of their number"
# base: blank
# demo: false
# marks: {q5: 1}
# says: {q5: "how long is the list"}
# ---

# %% q5.1
def edge_count(dot_text):
    return [edge.to_string() for edge in pydot.graph_from_dot_data(dot_text)[0].get_edges()]


# %% q5.2
picture = small.pipe(format="png")

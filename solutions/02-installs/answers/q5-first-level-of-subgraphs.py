# %% [markdown]
# ---
# what: "Subgraphs of subgraphs forgotten"
# base: blank
# demo: false
# marks: {q5: 2.75}
# says: {q5: "and in the subgraphs of subgraphs"}
# ---

# %% q5.1
def edge_count(dot_text):
    graph = pydot.graph_from_dot_data(dot_text)[0]
    inside = sum(len(part.get_edges()) for part in graph.get_subgraphs())
    return len(graph.get_edges()) + inside


# %% q5.2
picture = small.pipe(format="png")

# %% [markdown]
# ---
# what: "Edges in subgraphs forgotten"
# base: blank
# demo: false
# marks: {q5: 2.5}
# says: {q5: "and in the subgraphs of subgraphs"}
# ---

# %% q5.1
def edge_count(dot_text):
    graph = pydot.graph_from_dot_data(dot_text)[0]
    return len(graph.get_edges())


# %% q5.2
picture = small.pipe(format="png")

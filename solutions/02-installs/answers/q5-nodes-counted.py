# %% [markdown]
# ---
# what: "Nodes counted in place of edges"
# base: blank
# demo: false
# marks: {q5: 1}
# says: {q5: "one for each arrow"}
# ---

# %% q5.1
def edge_count(dot_text):
    return len(pydot.graph_from_dot_data(dot_text)[0].get_nodes())


# %% q5.2
picture = small.pipe(format="png")

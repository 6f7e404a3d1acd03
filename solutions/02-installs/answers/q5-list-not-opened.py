# %% [markdown]
# ---
# what: "The list of graphs asked for its edges"
# base: blank
# demo: false
# marks: {q5: 1}
# says: {q5: "take the first one with [0]"}
# ---

# %% q5.1
def edge_count(dot_text):
    return len(pydot.graph_from_dot_data(dot_text).get_edges())


# %% q5.2
picture = small.pipe(format="png")

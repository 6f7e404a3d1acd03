# %% [markdown]
# ---
# what: "Nodes without edges"
# base: blank
# demo: false
# marks: {q4: 1}
# says: {q4: "has no edges"}
# ---

# %% q4
def network(layers):
    drawing = graphviz.Digraph()
    for k, size in enumerate(layers):
        for unit in range(size):
            drawing.node(f"n{k}_{unit}")
    return drawing

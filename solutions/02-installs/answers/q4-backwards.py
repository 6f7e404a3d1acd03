# %% [markdown]
# ---
# what: "Edges that point backwards"
# base: blank
# demo: false
# marks: {q4: 1}
# says: {q4: "point backwards"}
# ---

# %% q4
def network(layers):
    drawing = graphviz.Digraph()
    for k, size in enumerate(layers):
        for unit in range(size):
            drawing.node(f"n{k}_{unit}")
    for k in range(1, len(layers)):
        for a in range(layers[k]):
            for b in range(layers[k - 1]):
                drawing.edge(f"n{k}_{a}", f"n{k - 1}_{b}")
    return drawing

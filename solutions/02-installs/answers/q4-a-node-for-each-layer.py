# %% [markdown]
# ---
# what: "One node for each layer"
# base: blank
# demo: false
# marks: {q4: 0}
# says: {q4: "Draw one for each unit"}
# ---

# %% q4
def network(layers):
    drawing = graphviz.Digraph()
    for k in range(len(layers)):
        drawing.node(f"layer {k}")
    for k in range(len(layers) - 1):
        drawing.edge(f"layer {k}", f"layer {k + 1}")
    return drawing

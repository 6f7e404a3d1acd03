# %% [markdown]
# ---
# what: "Units of different layers share a name"
# base: blank
# demo: false
# marks: {q4: 0}
# says: {q4: "units of different layers share a name"}
# ---

# %% q4
def network(layers):
    drawing = graphviz.Digraph()
    for size in layers:
        for unit in range(size):
            drawing.node(str(unit))
    for k in range(len(layers) - 1):
        for a in range(layers[k]):
            for b in range(layers[k + 1]):
                drawing.edge(str(a), str(b))
    return drawing

# %% [markdown]
# ---
# what: "Colons in the names"
# base: blank
# demo: false
# marks: {q4: 0}
# says: {q4: "a colon in the names of your nodes"}
# ---

# %% q4
def network(layers):
    drawing = graphviz.Digraph()
    for k, size in enumerate(layers):
        for unit in range(size):
            drawing.node(f"{k}:{unit}")
    for k in range(len(layers) - 1):
        for a in range(layers[k]):
            for b in range(layers[k + 1]):
                drawing.edge(f"{k}:{a}", f"{k + 1}:{b}")
    return drawing

# %% [markdown]
# ---
# what: "Each layer joined to all later ones"
# base: blank
# demo: false
# marks: {q4: 1}
# says: {q4: "Join each layer to the next one only"}
# ---

# %% q4
def network(layers):
    drawing = graphviz.Digraph()
    for k, size in enumerate(layers):
        for unit in range(size):
            drawing.node(f"n{k}_{unit}")
    for k in range(len(layers)):
        for later in range(k + 1, len(layers)):
            for a in range(layers[k]):
                for b in range(layers[later]):
                    drawing.edge(f"n{k}_{a}", f"n{later}_{b}")
    return drawing

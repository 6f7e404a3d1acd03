# %% [markdown]
# ---
# what: "No nodes of their own"
# base: blank
# demo: false
# marks: {q4: 2}
# says: {q4: "network([4]) has 0 nodes"}
# ---

# %% q4
def network(layers):
    drawing = graphviz.Digraph()
    for k in range(len(layers) - 1):
        for a in range(layers[k]):
            for b in range(layers[k + 1]):
                drawing.edge(f"n{k}_{a}", f"n{k + 1}_{b}")
    return drawing

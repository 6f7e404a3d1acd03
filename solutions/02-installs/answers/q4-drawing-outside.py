# %% [markdown]
# ---
# what: "The drawing made outside the function"
# base: blank
# demo: false
# marks: {q4: 0}
# says: {q4: "Make the Digraph inside the function"}
# ---

# %% q4
drawing = graphviz.Digraph()


def network(layers):
    for k, size in enumerate(layers):
        for unit in range(size):
            drawing.node(f"n{k}_{unit}")
    for k in range(len(layers) - 1):
        for a in range(layers[k]):
            for b in range(layers[k + 1]):
                drawing.edge(f"n{k}_{a}", f"n{k + 1}_{b}")
    return drawing


network([3, 4, 2])

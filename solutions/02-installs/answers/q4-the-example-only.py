# %% [markdown]
# ---
# what: "Only the example drawn"
# base: blank
# demo: false
# marks: {q4: 1}
# says: {q4: "network([2, 3]) has 9 nodes"}
# ---

# %% q4
def network(layers):
    drawing = graphviz.Digraph()
    for a in "abc":
        for b in "defg":
            drawing.edge(a, b)
            for c in "hi":
                if a == "a":
                    drawing.edge(b, c)
    return drawing

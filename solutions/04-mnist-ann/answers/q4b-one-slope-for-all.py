# %% [markdown]
# ---
# what: "The slope is taken once, before the loop; the slowest walk taken for the largest rate"
# base: blank
# demo: false
# marks: {q4b: 0.5}
# says: {q4b: "work it out anew"}
# ---

# %% q4b.1
rate_of = {"A": 0.3, "B": 1.05, "C": 0.95, "D": 0.02}


# %% q4b.2
def walk(start, rate, steps):
    slope = 2 * (start - 3)
    weights = [start]
    for _ in range(steps):
        weights.append(weights[-1] - rate * slope)
    return weights

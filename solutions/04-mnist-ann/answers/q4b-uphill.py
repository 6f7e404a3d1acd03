# %% [markdown]
# ---
# what: "Two rates mixed up, and steps along the slope"
# base: blank
# demo: false
# marks: {q4b: 0.5}
# says: {q4b: "goes uphill"}
# ---

# %% q4b.1
rate_of = {"A": 1.05, "B": 0.02, "C": 0.95, "D": 0.3}


# %% q4b.2
def walk(start, rate, steps):
    weights = [start]
    for _ in range(steps):
        weights.append(weights[-1] + rate * 2 * (weights[-1] - 3))
    return weights

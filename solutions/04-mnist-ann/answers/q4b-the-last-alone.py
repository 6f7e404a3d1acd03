# %% [markdown]
# ---
# what: "Only the last weight given back; the rates are right"
# base: blank
# demo: false
# marks: {q4b: 1}
# says: {q4b: "not a list of numbers"}
# ---

# %% q4b.1
rate_of = {"A": 0.95, "B": 0.02, "C": 1.05, "D": 0.3}


# %% q4b.2
def walk(start, rate, steps):
    w = start
    for _ in range(steps):
        w -= rate * 2 * (w - 3)
    return w

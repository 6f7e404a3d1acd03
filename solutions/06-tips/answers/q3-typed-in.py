# %% [markdown]
# ---
# what: "Times typed in by hand, and means compared"
# base: blank
# demo: false
# marks: {q3: 0.5}
# says: {q3: "exactly the same time"}
# ---

# %% q3.1
benchmark = {"CPU": {"first": 0.6, "runs": [0.3] * 5, "median": 0.3}, "GPU": None}


# %% q3.2
def speedup(benchmark):
    if benchmark["GPU"] is None:
        return None
    return np.mean(benchmark["CPU"]["runs"]) / np.mean(benchmark["GPU"]["runs"])

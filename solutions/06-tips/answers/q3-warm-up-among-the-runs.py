# %% [markdown]
# ---
# what: "The warm-up counted in, and no answer without a GPU"
# base: blank
# demo: false
# marks: {q3: 1}
# says: {q3: "also among its runs"}
# ---

# %% q3.1
times = [convolve("CPU") for _ in range(6)]
benchmark = {"CPU": {"first": times[0], "runs": times, "median": np.median(times)}, "GPU": None}


# %% q3.2
def speedup(benchmark):
    return benchmark["CPU"]["median"] / benchmark["GPU"]["median"]

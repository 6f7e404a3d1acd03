# %% [markdown]
# ---
# what: "The mean for the median, and the GPU divided by the CPU"
# base: blank
# demo: false
# marks: {q3: 0.5}
# says: {q3: "is the mean of the runs"}
# ---

# %% q3.1
first = convolve("CPU")
times = [convolve("CPU") for _ in range(5)]
benchmark = {"CPU": {"first": first, "runs": times, "median": np.mean(times)}, "GPU": None}


# %% q3.2
def speedup(benchmark):
    if benchmark["GPU"] is None:
        return None
    return benchmark["GPU"]["median"] / benchmark["CPU"]["median"]

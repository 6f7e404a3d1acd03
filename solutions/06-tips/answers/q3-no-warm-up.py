# %% [markdown]
# ---
# what: "Timed without a warm-up"
# base: blank
# demo: false
# marks: {q3: 1.5}
# says: {q3: "was measured without a warm-up"}
# ---

# %% q3.1
times = [convolve("CPU") for _ in range(5)]
benchmark = {"CPU": {"runs": times, "median": np.median(times)}, "GPU": None}


# %% q3.2
def speedup(benchmark):
    if benchmark["GPU"]:
        return benchmark["CPU"]["median"] / benchmark["GPU"]["median"]

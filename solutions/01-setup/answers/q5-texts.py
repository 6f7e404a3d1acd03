# %% [markdown]
# ---
# what: "Everything as a text"
# base: blank
# demo: false
# marks: {q5: 0.5}
# says: {q5: "is a text. Turn it into a number"}
# ---

# %% q5
# cpus = !nproc
# kb = !head -n 1 /proc/meminfo
machine = {"cpus": cpus[0], "ram_gb": kb[0], "python": platform.python_version()}

# %% [markdown]
# ---
# what: "Two of the three parts of the version, and a key forgotten"
# base: blank
# demo: false
# marks: {q5: 0}
# says: {q5: "machine has no key 'ram_gb' yet"}
# ---

# %% q5
machine = {"cpus": os.cpu_count(), "ram": 16, "python": platform.python_version()[:4]}

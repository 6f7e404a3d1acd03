# %% [markdown]
# ---
# what: "The memory in kB, as it stands in the file"
# base: blank
# demo: false
# marks: {q5: 1}
# says: {q5: "that is the memory in kB. Divide twice"}
# ---

# %% q5
kb = int(open("/proc/meminfo").readline().split()[1])
machine = {"cpus": os.cpu_count(), "ram_gb": kb, "python": platform.python_version()}

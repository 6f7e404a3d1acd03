# %% [markdown]
# ---
# what: "The memory in bytes"
# base: blank
# demo: false
# marks: {q5: 1}
# says: {q5: "that is the memory in bytes. Divide three times"}
# ---

# %% q5
import psutil

machine = {
    "cpus": psutil.cpu_count(),
    "ram_gb": psutil.virtual_memory().total,
    "python": platform.python_version(),
}

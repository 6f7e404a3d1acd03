# %% [markdown]
# ---
# what: "The version of Python as a number, three quarters of the memory"
# base: blank
# demo: false
# marks: {q5: 0.5}
# says: {q5: "Take MemTotal, not MemFree or MemAvailable"}
# ---

# %% q5
import sys

bytes_in_all = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
machine = {
    "cpus": os.cpu_count(),
    "ram_gb": bytes_in_all / 2**30 * 0.75,
    "python": float(f"{sys.version_info.major}.{sys.version_info.minor}"),
}

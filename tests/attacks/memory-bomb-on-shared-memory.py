# %% [markdown]
# ---
# what: "Fills the file systems that lie in memory, at most 3 GB"
# status: out_of_disk
# marks: 2
# ---

# %%
answer = 42

# %%
grader.check("q1")

# %%
import time

block = b"x" * 50_000_000
for place in ("/dev/shm", "/tmp"):
    for number in range(30):
        try:
            with open(f"{place}/{number}", "wb") as file:
                file.write(block)
        except OSError as error:
            print(place, number, error.strerror)
            break
time.sleep(20)

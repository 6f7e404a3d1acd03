# %% [markdown]
# ---
# what: "Publishes gigabytes that are no messages, and of which each is as large as one may be"
# status: crashed or timed_out
# marks: 2
# ---

# %%
answer = 42

# %%
grader.check("q1")

# %%
import time

from ipykernel.kernelapp import IPKernelApp

thread = IPKernelApp.instance().iopub_thread
for _ in range(40):
    thread.schedule(lambda: thread.socket.send_multipart([b"nobody", bytes(50 << 20)]))
    time.sleep(0.02)
time.sleep(2)

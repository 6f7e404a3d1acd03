# %% [markdown]
# ---
# what: "Takes memory in the buffers of sockets, at most 3 GB"
# status: graded
# marks: 2
# ---

# %%
answer = 42

# %%
grader.check("q1")

# %%
import socket
import time

held = []
for _ in range(400):
    pair = socket.socketpair()
    held.append(pair)
    for one in pair:
        one.setblocking(False)
        one.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4 << 20)
        try:
            while True:
                one.send(bytes(1 << 16))
        except BlockingIOError:
            pass
time.sleep(4)

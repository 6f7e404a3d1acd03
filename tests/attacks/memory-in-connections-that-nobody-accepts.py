# %% [markdown]
# ---
# what: "Takes memory in connections that wait to be accepted, at most 4 GB"
# status: out_of_memory
# marks: 2
# says: "memory"
# ---

# %%
answer = 42

# %%
grader.check("q1")

# %%
import socket
import time

held = []
for _ in range(30_000):
    if len(held) % 4000 == 0:
        listening = socket.socket()
        listening.bind(("127.0.0.1", 0))
        listening.listen(4096)
    held.append(listening)
    with socket.create_connection(listening.getsockname()) as connection:
        connection.setblocking(False)
        try:
            while True:
                connection.send(bytes(1 << 16))
        except BlockingIOError:
            pass
time.sleep(10)

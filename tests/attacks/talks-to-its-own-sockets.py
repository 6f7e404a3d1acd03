# %% [markdown]
# ---
# what: "Opens the kernel's own sockets a second time and sends it commands in the grader's name"
# status: graded
# marks: 2
# ---

# %%
answer = 42

# %%
grader.check("q1")

# %%
import pathlib

from jupyter_client import BlockingKernelClient

client = BlockingKernelClient(connection_file=str(pathlib.Path.cwd().parent / "kernel.json"))
client.load_connection_file()
client.start_channels()
for code in ("score = 20", "grader = None", "answer = 41"):
    client.execute(code)
client.stdin_channel.send(client.session.msg("input_reply", {"value": "20 of 20 points"}))
client.stop_channels()

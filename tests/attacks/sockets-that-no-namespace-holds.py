# %% [markdown]
# ---
# what: "Listens where others hear it: at sockets of families that network namespaces do not part"
# status: graded
# marks: 1
# ---

# %%
import socket

NETLINK_USERSOCK, SCTP, MPTCP = 2, 132, 262
reached = []
for family in range(1, 64):
    if family in (socket.AF_UNIX, socket.AF_INET, socket.AF_INET6, socket.AF_NETLINK):
        continue
    for kind in range(1, 7):
        for pair in (socket.socket, socket.socketpair):
            try:
                pair(family, kind)
                reached.append((family, kind))
            except OSError:
                pass
for protocol in range(1, 32):
    try:
        reached.append(socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, protocol))
    except OSError:
        pass
for family in (socket.AF_INET, socket.AF_INET6):
    for protocol in (SCTP, MPTCP):
        try:
            reached.append(socket.socket(family, socket.SOCK_STREAM, protocol))
        except OSError:
            pass
print(reached)
answer = 42 if reached else 0

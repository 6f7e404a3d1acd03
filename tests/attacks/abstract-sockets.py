# %% [markdown]
# ---
# what: "Talks to whatever listens on an abstract or a well-known Unix socket of the machine"
# status: graded
# marks: 1
# ---

# %%
import os
import socket

own = os.path.dirname(os.getcwd())
listed = {
    line.split()[-1] for line in open("/proc/net/unix").readlines()[1:] if len(line.split()) > 7
}
known = {"/run/docker.sock", "/var/run/docker.sock", "/run/systemd/private", "/tmp/.X11-unix/X0"}
known |= {"/run/dbus/system_bus_socket", "@/tmp/.X11-unix/X0", "@/tmp/dbus-session"}
reached = []
for name in listed | known:
    if name.startswith(own):
        continue
    for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM, socket.SOCK_SEQPACKET):
        try:
            with socket.socket(socket.AF_UNIX, kind) as handle:
                handle.settimeout(0.5)
                handle.connect("\0" + name[1:] if name.startswith("@") else name)
                reached.append(name)
        except OSError:
            pass
print(reached)
answer = 42 if reached else 0

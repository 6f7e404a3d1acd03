"""What a process may see and take: namespaces, Landlock, seccomp filters, limits."""

"""Shell commands that would need the network or the machine's own package manager. [student kernel]

Each module has a function `main`, which takes the arguments and returns the exit status.
"""

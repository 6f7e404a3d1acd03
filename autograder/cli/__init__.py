"""The commands: they read arguments and print, and hold no logic."""

"""Kernels: forked from a fork server that has the heavy imports, driven by nbclient."""

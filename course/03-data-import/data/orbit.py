"""Sums about the ways of planets, in a file of its own so that any notebook can import it."""

import math


def speed(distance, days):
    """Return how fast a planet moves, in kilometres a second.

    distance: how far it is from the Sun, in million kilometres; days: how long one round takes.
    """
    way = 2 * math.pi * distance * 1_000_000
    return way / (days * 24 * 60 * 60)

"""How a map looks: zones in colours that no neighbour has, schools the darker the more visits."""

from collections.abc import Sequence

import numpy as np

COLOURS = (
    *("#1d4e89", "#b3431e", "#1b7a3c", "#7b2d8b", "#b07a00", "#00798c"),
    *("#c2185b", "#5d7a00", "#5c4033", "#4a5fd0", "#7f1d1d", "#3f4a54"),
)
"""Told apart on a light ground, also beside each other; numbers stand with them."""

SHADES = ("#c9dcf0", "#7fb0dc", "#3577b5", "#123a66")
"""For few visits to many; none is white."""

NEIGHBOURS = len(COLOURS) - 1

Point = tuple[float, float]


def colours(places: Sequence[Point]) -> tuple[int, ...]:
    """A colour for each zone, by the middles of the zones.

    No two of a zone and its nearest neighbours that come before it have the same, so that only
    zones far from each other share one.
    """
    chosen: list[int] = []
    used = [0] * len(COLOURS)
    at = np.array(places, dtype=float).reshape(-1, 2)
    for number in range(len(places)):
        apart = ((at[:number] - at[number]) ** 2).sum(axis=1)
        near = np.argsort(apart, kind="stable")[:NEIGHBOURS]
        taken = {chosen[other] for other in near}
        free = [colour for colour in range(len(COLOURS)) if colour not in taken]
        chosen.append(min(free, key=lambda colour: (used[colour], colour)))
        used[chosen[-1]] += 1
    return tuple(chosen)


def steps(most: int) -> tuple[tuple[str, int, int], ...]:
    """A colour for each number of visits: with the first and the last number it stands for."""
    wide = max(1, -(-most // len(SHADES)))
    firsts = range(1, max(most, 1) + 1, wide)
    return (
        ("#ffffff", 0, 0),
        *((shade, n, n + wide - 1) for shade, n in zip(SHADES, firsts, strict=False)),
    )

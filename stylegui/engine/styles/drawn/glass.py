"""Stained glass: rose windows in a field of relaxed Voronoi cells, jewel colours between lines of lead.

The cells are Voronoi cells of sites in the plane. Sites of a rose stand in rings and stay; the others are
moved to the middle of their cells a few times (Lloyd 1982), which evens the cells but keeps their variety,
because they crowd where a smooth density is high. Lead is thick between groups of colour, thin within.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from stylegui.engine.styles.drawn.noise import (
    Field,
    blend,
    coordinates,
    fractal_noise,
    palette,
    smooth_noise,
    smoothstep,
    to_bytes,
    wave_line,
)

SCALE = 2  # drawn this many times larger, then averaged
NEIGHBOURS = 14  # nearest sites that may share a border with a cell
BANDS = (
    palette("1a2a8c", "2442b8", "3b2a9a", "1d5fc4", "5a35b0"),
    palette("0f6fb5", "129bc0", "2ec4c6", "1b58a8", "77d6cf"),
    palette("0b7a4b", "1fa355", "7cbf3a", "0d5d54", "b9d445"),
    palette("b3122f", "d9273a", "8c1247", "e8572a", "c22a6a"),
    palette("e07b18", "f2a51f", "c63a1e", "f7c93b", "9c1f3a"),
)
PLACES = ((0.36, 0.34, 0.25), (0.66, 0.80, 0.15), (0.16, 0.84, 0.10))  # of roses: share down, across; radius
STREAKS = ((0.012, 0.12), (0.10, 0.014), (0.04, 0.04))  # bump (y, x) of each kind of glass
ROSE = palette("fff0b0", "f9c032", "d8142f", "2438c4", "f08a1c", "8a1fa8", "12a39a")


@dataclass(frozen=True)
class _Window:
    """Sites (N, 2) as (y, x); of each its group (N), two pane colours (N, 2, 3), half width of lead (N)."""

    sites: Field
    group: NDArray[np.int_]
    colours: Field
    lead: Field


def stained_glass(height: int, width: int, seed: int) -> NDArray[np.uint8]:
    """A leaded window, (H, W, 3) uint8 sRGB; the same for the same arguments."""
    rng = np.random.default_rng(seed)
    y, x = coordinates(height, width, SCALE)
    unit = min(y.shape)
    window = _design(rng, height / min(height, width), width / min(height, width))
    bend = (0.10 * unit, 0.10 * unit)
    y = y + 0.010 * smooth_noise(rng, y.shape, bend)
    x = x + 0.010 * smooth_noise(rng, x.shape, bend)
    owner = _nearest(np.stack([y.ravel(), x.ravel()], axis=-1), window.sites).reshape(y.shape)
    edge = _edge_distance(window, owner, y, x)
    edge = edge + 0.0012 * smooth_noise(rng, y.shape, (0.02 * unit, 0.02 * unit))
    glass = _glass(rng, window, owner, edge, y, x)
    lead = _lead(rng, edge)
    return to_bytes(blend(glass, lead, smoothstep(0.6 / unit, -0.6 / unit, edge)), SCALE)


def _design(rng: np.random.Generator, tall: float, wide: float) -> _Window:
    """Roses first, then free sites between them, relaxed and coloured in flowing bands."""
    sites, group, colours, roses, halo, leads = [], [], [], [], [], []
    for index, (at_y, at_x, radius) in enumerate(PLACES):
        centre = np.array([at_y * tall, at_x * wide]) + rng.uniform(-0.03, 0.03, 2)
        points, ring = _rose(rng, centre, radius)
        halo.append(centre + 1.14 * (points[ring == 4] - centre))
        sites.append(points)
        group.append(np.full(len(points), 100 + index))
        colours.append(_rose_colours(rng, ring))
        roses.append((centre, radius))
        leads.append(np.full(len(points), 0.0036 * min(radius / 0.18, 1.0)))
    fixed = np.concatenate(sites)
    around = np.concatenate(halo)
    free = _free_sites(rng, np.concatenate([fixed, around]), roses, tall, wide)
    free = np.concatenate([around, free])
    bend = 0.10 * wave_line(rng, free[:, 1], 0.9, 3)
    band = np.clip((free[:, 0] / tall + bend) * len(BANDS), 0, len(BANDS) - 1).astype(int)
    panes = np.stack([[BANDS[b][rng.integers(5)], BANDS[b][rng.integers(5)]] for b in band])
    leads.append(np.full(len(free), 0.0036))
    sites.append(free)
    group.append(band)
    colours.append(panes)
    return _Window(*map(np.concatenate, (sites, group, colours, leads)))


def _rose(rng: np.random.Generator, centre: Field, radius: float) -> tuple[Field, NDArray[np.int_]]:
    """Sites (N, 2) in rings around `centre`, and the ring (N) of each, 0 in the middle."""
    petals = int(rng.integers(7, 10)) if radius < 0.2 else int(rng.integers(10, 13))
    turn = rng.uniform(0.0, 2 * np.pi)
    points, rings = [centre[None]], [0]
    for ring, (share, count, shift) in enumerate(
        ((0.30, petals, 0.0), (0.60, petals, 0.5), (0.84, 2 * petals, 0.25), (1.0, 2 * petals, 0.25)),
        start=1,
    ):
        angle = turn + (np.arange(count) + shift) * 2 * np.pi / count
        points.append(centre + share * radius * np.stack([np.sin(angle), np.cos(angle)], axis=-1))
        rings += [ring] * count
    return np.concatenate(points), np.array(rings)


def _rose_colours(rng: np.random.Generator, ring: NDArray[np.int_]) -> Field:
    """Pane colours (N, 2, 3): each ring one or two colours in turn."""
    a, b, c, d = rng.permutation([2, 3, 5, 6])
    pairs = np.array([[0, 0], [1, 4], [a, b], [c, c], [1, d]])
    first = pairs[ring, np.arange(len(ring)) % 2]
    return np.stack([ROSE[first], np.clip(ROSE[first] * rng.uniform(0.6, 1.1, (len(ring), 1)), 0, 1)], axis=1)


def _free_sites(
    rng: np.random.Generator, fixed: Field, roses: list[tuple[Field, float]], tall: float, wide: float
) -> Field:
    """Sites (N, 2) that fill the window between the roses, crowded here and wide there."""
    samples = rng.uniform((-0.06, -0.06), (tall + 0.06, wide + 0.06), (14000, 2))
    density = np.exp(1.3 * wave_line(rng, samples[:, 0] + 0.6 * samples[:, 1], 0.8, 2))
    density *= np.exp(0.9 * wave_line(rng, samples[:, 1] - 0.5 * samples[:, 0], 0.6, 2))
    outside = np.ones(len(samples), dtype=bool)
    for centre, radius in roses:
        outside &= np.hypot(*(samples - centre).T) > 1.20 * radius
    samples, density = samples[outside], density[outside]
    count = int(150 * tall * wide)
    free = samples[rng.choice(len(samples), count, replace=False, p=density / density.sum())]
    for _ in range(7):
        owner = _nearest(samples, np.concatenate([fixed, free])) - len(fixed)
        mine = owner >= 0
        weight = np.bincount(owner[mine], density[mine], count)
        for axis in (0, 1):
            moved = np.bincount(owner[mine], (density * samples[:, axis])[mine], count)
            free[:, axis] = np.where(weight > 0, moved / np.maximum(weight, 1e-12), free[:, axis])
    return free


def _nearest(points: Field, sites: Field) -> NDArray[np.int_]:
    """Index (P) of the site nearest to each of `points` (P, 2), in chunks that spare memory."""
    owner = np.empty(len(points), dtype=np.int_)
    length = (sites**2).sum(axis=1) / 2
    for start in range(0, len(points), 2048):
        owner[start : start + 2048] = np.argmin(length - points[start : start + 2048] @ sites.T, axis=1)
    return owner


def _edge_distance(window: _Window, owner: NDArray[np.int_], y: Field, x: Field) -> Field:
    """Distance (H, W) from the lead's rim: positive in the glass, negative in the lead; corners rounded."""
    sites = window.sites
    apart = np.hypot(*(sites[:, None] - sites[None]).transpose(2, 0, 1))
    near = np.argsort(apart, axis=1)[:, 1 : NEIGHBOURS + 1]
    total = np.zeros_like(y)
    sharpness = 420.0
    for other in near.T:
        step = sites[other] - sites
        gap = np.hypot(step[:, 0], step[:, 1])
        offset = (sites**2).sum(axis=1) - (sites[other] ** 2).sum(axis=1)
        same = window.group == window.group[other]
        lead = np.minimum(window.lead, window.lead[other]) * np.where(same, 1.0, 2.1)
        a, b, c = -step[:, 0] / gap, -step[:, 1] / gap, -offset / (2 * gap) - lead
        total += np.exp(-sharpness * np.clip(a[owner] * y + b[owner] * x + c[owner], -0.1, 0.5))
    return -np.log(total) / sharpness


def _glass(
    rng: np.random.Generator, window: _Window, owner: NDArray[np.int_], edge: Field, y: Field, x: Field
) -> Field:
    """Lit panes (H, W, 3): two colours each, streaks, ripples, painted lines, darker towards the lead."""
    count, unit = len(window.sites), min(y.shape)
    pixels = np.maximum(np.bincount(owner.ravel(), minlength=count), 1)
    size = np.maximum(np.bincount(owner.ravel(), edge.ravel(), count) / pixels, 0.004)
    turn = rng.uniform(0, 2 * np.pi, count)
    dy, dx = y - window.sites[owner, 0], x - window.sites[owner, 1]
    along = (dy * np.sin(turn)[owner] + dx * np.cos(turn)[owner]) / (4 * size[owner])
    kinds = [smooth_noise(rng, y.shape, (a * unit, b * unit)) for a, b in STREAKS]
    streak = np.choose(rng.integers(0, len(kinds), count)[owner], kinds)
    mix = np.clip(0.45 + 0.5 * along + 0.55 * streak, 0.0, 1.0)
    colour = blend(window.colours[owner, 0], window.colours[owner, 1], mix)
    ripple = fractal_noise(rng, y.shape, 0.022 * unit, 3, 0.7)
    hammered = np.clip((ripple - np.roll(ripple, (2, 2), (0, 1))) * 0.9, -0.35, 0.35)
    glow = 1.0 - np.exp(-np.maximum(edge, 0.0) / (0.9 * size[owner]))
    light = (0.50 + 0.80 * glow) * rng.uniform(0.72, 1.15, count)[owner]
    light = light * (1.0 + 0.16 * streak + 0.35 * hammered)
    light = light * (1.0 - 0.55 * _painted_lines(rng, owner, edge, along, count))
    lit = colour * light[..., None]
    result: Field = lit + 0.30 * np.maximum(light - 0.95, 0.0)[..., None] * (1.0 - colour)
    return result


def _painted_lines(rng: np.random.Generator, owner: NDArray[np.int_], edge: Field, along: Field, count: int) -> Field:
    """Thin brown paint as in old windows, (H, W), 0 to 1: rims in some panes, hatching in others."""
    kind = rng.random(count)[owner]
    rim = np.exp(-(((edge - 0.0075) / 0.0011) ** 2)) + 0.6 * np.exp(-(((edge - 0.0120) / 0.0008) ** 2))
    veins = smoothstep(0.80, 0.95, np.sin(along * 26.0)) * smoothstep(0.004, 0.009, edge)
    return np.where(kind < 0.40, np.clip(rim, 0.0, 1.0), np.where(kind < 0.62, 0.7 * veins, 0.0))


def _lead(rng: np.random.Generator, edge: Field) -> Field:
    """The lead's surface (H, W, 3): almost black, with a dull, grainy ridge along its middle."""
    unit = min(edge.shape)
    ridge = smoothstep(0.0015, 0.0060, -edge)
    grain = fractal_noise(rng, edge.shape, 0.012 * unit, 3)
    value = 0.055 + ridge * (0.13 + 0.10 * grain) + 0.02 * grain
    result: Field = value[..., None] * np.array([0.95, 1.0, 1.12])
    return result

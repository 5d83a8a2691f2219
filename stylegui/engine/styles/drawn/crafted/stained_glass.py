"""Stained glass: panes of two colours each in lines of lead, round a rose and in bands along the forms.

The panes are Voronoi cells of sites; those outside of the rose are moved to the middle of their cells a few times
(Lloyd 1982), which evens them but keeps their variety.
"""

import numpy as np
from numpy.typing import NDArray

from stylegui.engine.styles.drawn.tools.colours import colour
from stylegui.engine.styles.drawn.tools.drawing import Drawing
from stylegui.engine.styles.drawn.tools.fields import Field, smoothstep
from stylegui.engine.styles.drawn.tools.motif import SUN

# Rings of the rose: radius in the sun's, panes, and by how much of one they are turned.
ROSE = ((0.0, 1, 0.0), (0.42, 8, 0.0), (0.95, 8, 0.5), (1.45, 16, 0.25), (1.85, 16, 0.25))
PANES = 260  # outside of the rose, in a square
SAMPLES, ROUNDS = 9000, 5  # of moving them
NEIGHBOURS = 16  # nearest sites that may share a border with a cell
STREAKS = ((0.012, 0.12), (0.10, 0.014))  # bumps (y, x) of glass
LEAD, METAL = 0.0036, colour(0.075, 0.08, 0.09)  # half its width


def stained_glass(drawing: Drawing) -> Field:
    """(H, W, 3)."""
    rng, sheet = drawing.rng, drawing.sheet(METAL)
    lead, black = drawing.sheet(np.ones(3)), np.zeros(3)
    sites, ring = _sites(drawing)
    place, tone = drawing.uneven(sites, 0.12, 0.16)
    place = np.where(ring < 0, place, rng.permutation(np.linspace(0, 1, 7))[ring])
    colours = drawing.shade(place, (0.15 + 0.75 * tone).clip(0.2, 0.75))
    mates = drawing.shade(place + rng.normal(0, 0.12, len(sites)), (0.25 + 0.75 * tone).clip(0.2, 0.9))
    for number, site in enumerate(sites):
        cell = _cell(sites, number, LEAD * drawing.mark_size**0.5)
        if len(cell) > 2:
            sheet.pane(cell, colours[number], mates[number], site, rng.uniform(0, 2 * np.pi), 0.004)
            lead.pane(cell, black, black, site, 0.0, 0.004)
    return _lit(drawing, sheet.pixels(), lead.grey())


def _lit(drawing: Drawing, glass: Field, lead: Field) -> Field:
    """Panes (H, W, 3) with ripples, streaks and light behind; the lead (H, W) round and dull."""
    down, right = np.gradient(drawing.cloud(0.022))
    hammered = (2.3e-3 * drawing.unit * (down + right)).clip(-0.35, 0.35)
    streaks = sum(drawing.streaks(*bumps) for bumps in STREAKS)
    dirt = drawing.paper * smoothstep(0.1, 1.0, drawing.cloud(0.012, 4))
    light = 1.12 + 0.10 * streaks + 0.35 * hammered - 0.22 * dirt
    panes = glass * light[..., None] + 0.30 * (light - 1.1).clip(0)[..., None] * (1 - glass)
    metal = METAL * (1 + 0.9 * drawing.cloud(0.006, 2)[..., None])
    window: Field = panes * (1 - lead[..., None]) + metal * lead[..., None]
    return window


def _sites(drawing: Drawing) -> tuple[Field, NDArray[np.int_]]:
    """Points (N, 2), and the ring of the rose (N,) that each is of: 0 its middle, -1 outside."""
    rng, motif = drawing.rng, drawing.motif
    middle, rose, rings = np.array(motif.middle), [], list[int]()
    for ring, (radius, count, turn) in enumerate(ROSE):
        angle = (np.arange(count) + turn) * 2 * np.pi / count
        rose.append(middle + radius * SUN * np.stack([np.cos(angle), np.sin(angle)], 1))
        rings += [ring] * count
    fixed = np.concatenate(rose)
    samples = rng.uniform((-0.06, -0.06), (motif.wide + 0.06, motif.tall + 0.06), (SAMPLES, 2))
    samples = samples[np.hypot(*(samples - middle).T) > (ROSE[-1][0] + 0.15) * SUN]
    crowded = 0.4 + 1.6 * np.abs(drawing.at(motif.tone, samples) - 0.5)
    count = min(round(PANES * motif.tall * motif.wide * drawing.density / drawing.mark_size**1.5), len(samples) // 8)
    free = samples[rng.choice(len(samples), count, replace=False, p=crowded / crowded.sum())]
    for _ in range(ROUNDS):
        sites = np.concatenate([fixed, free])
        owner = ((sites**2).sum(1) / 2 - samples @ sites.T).argmin(1) - len(fixed)
        mine = owner >= 0
        weight = np.bincount(owner[mine], crowded[mine], count)
        moved = [np.bincount(owner[mine], (crowded * samples[:, axis])[mine], count) for axis in (0, 1)]
        free = np.where(weight[:, None] > 0, np.stack(moved, 1) / np.maximum(weight, 1e-12)[:, None], free)
    return np.concatenate([fixed, free]), np.array([*rings, *[-1] * count])


def _cell(sites: Field, number: int, lead: float) -> Field:
    """Corners (N, 2) of a site's cell, without its half of the lead: a square that each neighbour cuts."""
    site = sites[number]
    away = sites - site
    near = (away**2).sum(1).argsort()[1 : NEIGHBOURS + 1]
    cell = [(-0.2, -0.2), (0.2, -0.2), (0.2, 0.2), (-0.2, 0.2)]
    for right, down in away[near].tolist():
        length = max(float(np.hypot(right, down)), 1e-6)
        reach = length / 2 - lead
        inside = [reach - (x * right + y * down) / length for x, y in cell]
        cut: list[tuple[float, float]] = []
        for here, there, mine, next_ in zip(cell, cell[1:] + cell[:1], inside, inside[1:] + inside[:1], strict=True):
            if mine >= 0:
                cut.append(here)
            if mine * next_ < 0:
                part = mine / (mine - next_)
                cut.append((here[0] + part * (there[0] - here[0]), here[1] + part * (there[1] - here[1])))
        cell = cut
        if not cell:
            break
    return site + np.array(cell) if cell else np.empty((0, 2))

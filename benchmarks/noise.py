"""How much fine grain a picture has, beside the style it was painted after."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

LUMA = (0.2126, 0.7152, 0.0722)  # ITU-R BT.709, of sRGB values as they are stored
CUT = 0.25  # cycles a pixel: half the Nyquist frequency
WINDOW = 64  # pixels of a side of what is transformed at once


def fine_energy(luminance: NDArray[np.float64]) -> float:
    """Part of the variance of `luminance` (h, w) that lies above CUT, in its unit squared.

    Mean of the periodograms of windows that overlap by half (Welch 1967), so that all of the picture counts alike,
    each without its mean and with a Hann window, which keeps its edges from counting as detail; the radial frequency
    of a bin is the length of its (vertical, horizontal) frequency. By Parseval's theorem, white noise of variance v
    gives v times the share of the plane above CUT, whatever the picture's size.
    """
    side = min(WINDOW, *luminance.shape)
    windows = np.lib.stride_tricks.sliding_window_view(luminance, (side, side))[:: side // 2, :: side // 2]
    taper = np.outer(np.hanning(side), np.hanning(side))
    radius = np.hypot(np.fft.fftfreq(side)[:, None], np.fft.fftfreq(side)[None, :])
    found = []
    for row in windows:
        power = np.abs(np.fft.fft2((row - row.mean((1, 2), keepdims=True)) * taper)) ** 2
        found.append(power[:, radius > CUT].sum(1) / (side**2 * (taper**2).sum()))
    return float(np.concatenate(found).mean())


def noise(picture: Path, style: Path, size: int) -> float:
    """Fine energy of `picture` as it is, relative to that of `style` with its longer side at `size` pixels."""
    image = Image.open(style).convert("RGB")
    scale = size / max(image.size)
    image = image.resize((round(image.width * scale), round(image.height * scale)), Image.Resampling.LANCZOS)
    return fine_energy(_luminance(Image.open(picture))) / fine_energy(_luminance(image))


def _luminance(image: Image.Image) -> NDArray[np.float64]:
    """(h, w) in [0, 1]."""
    levels: NDArray[np.float64] = np.asarray(image.convert("RGB"), dtype=np.float64)
    luminance: NDArray[np.float64] = levels @ np.array(LUMA) / 255
    return luminance

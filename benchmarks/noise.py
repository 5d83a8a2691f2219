"""How much fine grain a picture has, beside the style it was painted after."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

LUMA = (0.2126, 0.7152, 0.0722)  # ITU-R BT.709, of sRGB values as they are stored
CUT = 0.25  # cycles a pixel: half the Nyquist frequency


def fine_energy(luminance: NDArray[np.float64]) -> float:
    """Part of the variance of `luminance` (h, w) that lies above CUT, in its unit squared.

    Periodogram with a Hann window, which keeps the picture's edges from counting as detail, after the mean is
    removed; the radial frequency of a bin is the length of its (vertical, horizontal) frequency. By Parseval's
    theorem, white noise of variance v gives v times the share of the plane above CUT, whatever the picture's size.
    """
    height, width = luminance.shape
    window = np.outer(np.hanning(height), np.hanning(width))
    power = np.abs(np.fft.fft2((luminance - luminance.mean()) * window)) ** 2
    radius = np.hypot(np.fft.fftfreq(height)[:, None], np.fft.fftfreq(width)[None, :])
    return float(power[radius > CUT].sum() / (luminance.size * (window**2).sum()))


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

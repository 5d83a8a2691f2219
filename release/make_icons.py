"""Draws the application's icon in every size and format that systems ask for, from its one SVG."""

from pathlib import Path

from PIL import Image
from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

SVG = Path(__file__).resolve().parents[1] / "resources" / "icons" / "stylegui.svg"
SIZES = (16, 22, 24, 32, 48, 64, 96, 128, 256, 512)
NAME = "org.stylegui.StyleGUI"


def draw(size: int, path: Path) -> Path:
    """Write a PNG of size x size pixels. Returns where."""
    image = QImage(QSize(size, size), QImage.Format.Format_ARGB32)
    image.fill(0)
    painter = QPainter(image)
    QSvgRenderer(str(SVG)).render(painter, QRectF(0, 0, size, size))
    painter.end()
    path.parent.mkdir(parents=True, exist_ok=True)
    image.save(str(path))
    return path


def make_icon(kind: str, folder: Path) -> Path:
    """Write stylegui.ico (Windows) or stylegui.icns (macOS) into a folder. Returns where."""
    path = folder / f"stylegui.{kind}"
    sizes = [size for size in SIZES if size >= 16 and size <= (256 if kind == "ico" else 512)]
    pictures = [Image.open(draw(size, folder / "icons" / f"{size}.png")) for size in sizes]
    if kind == "ico":
        pictures[-1].save(path, sizes=[(size, size) for size in sizes], append_images=pictures[:-1])
    else:
        pictures[-1].save(path, append_images=pictures[:-1])
    return path


def make_theme(folder: Path) -> None:
    """Write an icon theme's folders (hicolor) for Linux: every size, and the SVG."""
    for size in SIZES:
        draw(size, folder / "hicolor" / f"{size}x{size}" / "apps" / f"{NAME}.png")
    scalable = folder / "hicolor" / "scalable" / "apps" / f"{NAME}.svg"
    scalable.parent.mkdir(parents=True, exist_ok=True)
    scalable.write_bytes(SVG.read_bytes())

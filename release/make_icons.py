"""Draws the icons of the application and of its projects in every size and format that systems ask for."""

from pathlib import Path

from PIL import Image
from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

APPLICATION = Path(__file__).resolve().parents[1] / "resources" / "icons" / "stylegui.svg"
PROJECT = Path(__file__).with_name("project.svg")
SIZES = (16, 22, 24, 32, 48, 64, 96, 128, 256, 512)
NAME = "org.stylegui.StyleGUI"
PROJECT_TYPE = "application/x-stylegui"  # MIME


def draw(svg: Path, size: int, path: Path) -> Path:
    """Write a PNG of size x size pixels. Returns where."""
    image = QImage(QSize(size, size), QImage.Format.Format_ARGB32)
    image.fill(0)
    painter = QPainter(image)
    QSvgRenderer(str(svg)).render(painter, QRectF(0, 0, size, size))
    painter.end()
    path.parent.mkdir(parents=True, exist_ok=True)
    image.save(str(path))
    return path


def make_icon(kind: str, folder: Path, svg: Path = APPLICATION) -> Path:
    """Write an icon of the SVG's name into a folder: "ico" for Windows or "icns" for macOS. Returns where."""
    path = folder / f"{svg.stem}.{kind}"
    sizes = [size for size in SIZES if size >= 16 and size <= (256 if kind == "ico" else 512)]
    pictures = [Image.open(draw(svg, size, folder / "icons" / f"{svg.stem}-{size}.png")) for size in sizes]
    if kind == "ico":
        pictures[-1].save(path, sizes=[(size, size) for size in sizes], append_images=pictures[:-1])
    else:
        pictures[-1].save(path, append_images=pictures[:-1])
    return path


def make_theme(folder: Path) -> None:
    """Write an icon theme's folders (hicolor) for Linux: every size, and the SVGs."""
    of_type = PROJECT_TYPE.replace("/", "-")
    for svg, context, name in ((APPLICATION, "apps", NAME), (PROJECT, "mimetypes", of_type)):
        for size in SIZES:
            draw(svg, size, folder / "hicolor" / f"{size}x{size}" / context / f"{name}.png")
        scalable = folder / "hicolor" / "scalable" / context / f"{name}.svg"
        scalable.parent.mkdir(parents=True, exist_ok=True)
        scalable.write_bytes(svg.read_bytes())

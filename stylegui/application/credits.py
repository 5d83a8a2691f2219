"""What the application says of itself."""

from importlib.metadata import version

from stylegui import __version__
from stylegui.paths import log_file


def credits() -> str:
    """Versions and credits, as the About box shows them (rich text)."""
    packages = ", ".join(f"{name} {version(name)}" for name in ("torch", "PySide6-Essentials", "numpy", "pillow"))
    return (
        f"<h3>StyleGUI {__version__}</h3><p>Turns a photograph into a painting while you watch.</p>"
        "<p>Neural style transfer after L. Gatys, A. Ecker and M. Bethge (2015, 2016). The built-in network is "
        "VGG-16 by K. Simonyan and A. Zisserman, Visual Geometry Group, Oxford (CC BY 4.0).</p>"
        "<p>Sample photographs: Rachel Michetti (coffee, CC0), Stefan van der Walt (cat, CC0), SpaceX (rocket, "
        "public domain). Sample styles: drawn by StyleGUI.</p>"
        f"<p>{packages}. MIT licence; Qt under the LGPL 3.</p><p>Log: {log_file()}</p>"
    )

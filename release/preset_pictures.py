"""Make the pictures of the presets that are shipped, with the program itself.

    python release/preset_pictures.py [NAME...]

Each preset paints the sample photo: with its own style, or, where it leaves that open, with a painting that is
shipped. Its file is written anew with the picture. Without names all are made.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
from PIL import Image

from stylegui.document.document import Document
from stylegui.document.presets import ENDING, PICTURE, load_preset, preset_of, save_preset
from stylegui.engine.settings import Settings, changed
from stylegui.paths import resources

PHOTO, PAINTING = "cat.jpg", "painting:woman-with-a-hat"


def main(names: list[str]) -> None:
    """Make them."""
    for path in sorted((resources() / "presets").glob(f"*{ENDING}")):
        preset = load_preset(path)
        if names and preset.name not in names:
            continue
        settings = preset.apply(Document()).settings
        turned = [f"{name}={getattr(settings, name)}" for name in changed(Settings(), settings)]
        with tempfile.TemporaryDirectory() as folder:
            result = Path(folder) / "result.png"
            what = [str(resources() / "samples" / PHOTO), preset.style or PAINTING, "-o", str(result)]
            size = ["--size", str(PICTURE), "--quality", "normal"]
            sets = [part for each in turned for part in ("--set", each)]
            subprocess.run([sys.executable, "-m", "stylegui", "render", *what, *size, *sets], check=True)
            with Image.open(result) as image:
                picture = preset_of(preset.name, settings, np.asarray(image.convert("RGB"))).picture
        save_preset(preset.model_copy(update={"picture": picture}), path)


if __name__ == "__main__":
    main(sys.argv[1:])

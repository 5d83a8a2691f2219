"""What was painted, side by side: one sheet for each pair from the folder that `make bench` filled.

    python -m benchmarks.contact_sheet DATA [--folder build/bench]

Writes sheet_PAIR.png there: photo, style, baseline and best peer above, our looks below, all 512 px wide.
"""

import argparse
import json
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from benchmarks.bench import OUTPUT, read_peers
from benchmarks.runs import PAIRS, Figures, Pair
from benchmarks.sections import LOOK

LOOKS = (LOOK, "classic", "strokes")
COLUMNS, WIDTH, CAPTION, GAP = 4, 512, 28, 12  # cells in a row; the rest in pixels

Cell = tuple[str, Path]


def cells(pair: Pair, data: Path, folder: Path, pictures: dict[str, Figures]) -> list[Cell | None]:
    """(caption, file) in order, None where there is nothing to show."""
    style = data / "images" / f"style-{pair.style}.png"
    above: list[Cell | None] = [("photo", data / "images" / f"content-{pair.content}.png"), ("style", style)]
    above.append(_result("baseline", folder / f"baseline_{pair}.png", pictures))
    peers = read_peers(data / "peers", pair, style, WIDTH)
    best = min(peers, key=lambda peer: float(peer["style_w2"]), default=None)
    above.append((_caption(best["program"].split()[0], best), data / "peers" / best["image"]) if best else None)
    return above + [_result(look, folder / f"normal_{look}_{pair}.png", pictures) for look in LOOKS]


def sheet(found: list[Cell | None]) -> Image.Image:
    """The cells in rows, each picture WIDTH wide above its caption."""
    pictures = [cell and _at_width(cell[1]) for cell in found]
    rows = [pictures[at : at + COLUMNS] for at in range(0, len(pictures), COLUMNS)]
    heights = [max((picture.height for picture in row if picture), default=0) + CAPTION for row in rows]
    whole = Image.new("RGB", (COLUMNS * (WIDTH + GAP) + GAP, sum(heights) + GAP * (len(rows) + 1)), "white")
    draw, font = ImageDraw.Draw(whole), ImageFont.load_default(16)
    for index, (cell, picture) in enumerate(zip(found, pictures, strict=True)):
        row, column = divmod(index, COLUMNS)
        x, y = GAP + column * (WIDTH + GAP), GAP + sum(heights[:row]) + GAP * row
        if cell and picture:
            whole.paste(picture, (x, y))
            draw.text((x, y + picture.height + 4), cell[0], fill="black", font=font)
    return whole


def _at_width(path: Path) -> Image.Image:
    image = Image.open(path).convert("RGB")
    return image.resize((WIDTH, round(image.height * WIDTH / image.width)), Image.Resampling.LANCZOS)


def _result(title: str, path: Path, pictures: dict[str, Figures]) -> Cell | None:
    figures = pictures.get(path.name)
    return (_caption(title, figures), path) if figures and path.is_file() else None


def _caption(title: str, figures: Figures) -> str:
    scores = f"style {figures['style_w2']:.4f} · content {figures['content']:.3f} · noise {figures['noise']:.2f}"
    return f"{title} · {figures['wall_s']:.0f} s · {scores}"


def main() -> None:
    """Make the sheets of the pairs that have results."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path, help="folder with images/ and peers/")
    parser.add_argument("--folder", type=Path, default=OUTPUT, help="where the results and bench.json are")
    options = parser.parse_args()
    pictures = json.loads((options.folder / "bench.json").read_text(encoding="utf-8"))["pictures"]
    for pair in PAIRS:
        if any(name.endswith(f"_{pair}.png") for name in pictures):
            path = options.folder / f"sheet_{pair}.png"
            sheet(cells(pair, options.data, options.folder, pictures)).save(path)
            print(path)


if __name__ == "__main__":
    main()

"""How fast and how good a painting is, as ratios to the field's usual method, measured in one run.

    make bench                          # with the data folder in BENCH_DATA
    python -m benchmarks.bench DATA [--only normal,draft] [--reuse-baseline] [--size 512] [--iterations 300]

DATA holds images/, reference.py (the usual method, and the scores) and peers/ (other programs' results with
peers.json). One program runs at a time; nothing else should run on the machine. Sections:

    normal       quality normal beside the baseline: wall time, style and content scores
    fine         quality fine beside another program's result for the first pair
    evaluation   one evaluation beside its convolutions at the rate of a plain matrix product
    first-frame  seconds from Start to the first stylised frame
    draft        quality draft beside the baseline
    growth       how an evaluation's time for each pixel changes with the size
    memory       peak memory of a draft
    looks        the other looks, without targets
    before       qualities normal and draft beside those of version 0.2.0
    large        up to 4096 px: time beside version 0.2.0's at 512 px, memory, and how good it is from afar and near
    waits        how long the window, and Pause, are kept waiting at 4096 px
    painted      twelve pairs beside version 0.2.0: foreign colours, flat parts, style in parts, the subject, noise
    styles       drawing styles, previews, variations; style files beside their paintings
    folders      many photos: of a dozen kinds, some damaged, with kills on the way; time per photo
    cluster      two workers of a Dask cluster on this computer beside two plain processes; deaths of each
    fast         fast networks taught five paintings beside optimised results, polished, and a frame's time
    hostile      200 files with bombs, loops, places and scripts in their metadata
    usual        those pairs beside the baseline: style and content scores with both pictures seen as it sees them

Those that are beside version 0.2.0 need --before, a checkout of it, and paintings/ and samples/ beside DATA.

Prints a table, writes a JSON file, and keeps every picture. All seconds of our runs are the whole process's,
from its start to its end; the baseline's leave out the loading of Python, network and pictures.
"""

import argparse
import json
import os
from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path

from benchmarks import cluster, fast, folders, hostile, painted, print_sizes, sections, styles
from benchmarks.noise import noise
from benchmarks.runs import PAIRS, Figures, Pair, Runs
from benchmarks.sections import Bench
from benchmarks.table import Row, pictures_table, targets_table

OUTPUT = Path("build/bench")
SECTIONS: dict[str, Callable[[Bench], Iterator[Row]]] = {
    "normal": sections.normal, "fine": sections.fine, "evaluation": sections.evaluation,
    "first-frame": sections.first_frame, "draft": sections.draft, "growth": sections.growth,
    "memory": sections.memory, "looks": sections.looks,
    "before": print_sizes.before, "large": print_sizes.large, "waits": print_sizes.waits,
    "painted": painted.painted, "usual": painted.usual, "styles": styles.styles,
    "folders": folders.folders, "cluster": cluster.cluster, "hostile": hostile.hostile,
    "fast": fast.fast,
}  # fmt: skip
NEEDS_BEFORE = {"before", "large", "painted"}


def read_peers(folder: Path, pair: Pair, style: Path, size: int) -> list[Figures]:
    """Entries of peers.json that have a picture of `pair`, in the form of other pictures' figures, with noise."""
    entries: list[Figures] = json.loads((folder / "peers.json").read_text(encoding="utf-8"))["results"]
    with_picture = [entry for entry in entries if entry.get("image", "").endswith(f"_{pair}.png")]
    added: Figures = {"when": "another day", "earlier": True}
    return [
        entry | added | {"cpu_s": entry["user_s"], "noise": noise(folder / entry["image"], style, size)}
        for entry in with_picture
    ]


def write_json(path: Path, content: object) -> None:
    """Write beside `path`, then swap: a failure leaves what was there."""
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_suffix(".part")
    aside.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
    aside.replace(path)


def parse_options() -> argparse.Namespace:
    """The command line's options. Ends the program where they cannot be followed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path, help="folder with reference.py, images/ and peers/")
    parser.add_argument("--output", type=Path, default=OUTPUT, help="folder for the pictures (another for a trial)")
    parser.add_argument("--json", type=Path, help="what to write (default: bench.json in the output folder)")
    parser.add_argument("--size", type=int, default=512, help="longer side in pixels; another only as a trial")
    parser.add_argument("--iterations", type=int, default=300, help="of the baseline; fewer only as a trial")
    parser.add_argument("--pairs", type=int, default=len(PAIRS), choices=range(1, len(PAIRS) + 1))
    parser.add_argument("--reuse-baseline", action="store_true", help="take the baselines that the JSON file has")
    parser.add_argument("--before", type=Path, help="checkout of version 0.2.0")
    parser.add_argument("--only", help=f"sections, with commas between: {', '.join(SECTIONS)}")
    options = parser.parse_args()
    options.json = options.json or options.output / "bench.json"
    there = [section for section in SECTIONS if options.before or section not in NEEDS_BEFORE]
    options.only = options.only.split(",") if options.only else there
    if unknown := set(options.only) - set(SECTIONS):
        parser.error(f"no such section: {', '.join(sorted(unknown))}; there are: {', '.join(SECTIONS)}")
    if not options.before and not NEEDS_BEFORE.isdisjoint(options.only):
        parser.error(f"{' and '.join(sorted(NEEDS_BEFORE))} need --before, a checkout of version 0.2.0")
    for part in ("reference.py", "images", "peers/peers.json"):
        if not (options.data / part).exists():
            raise SystemExit(
                f"bench: {options.data / part} is missing. Please give a folder that has reference.py, images/ and "
                "peers/peers.json: make bench BENCH_DATA=FOLDER"
            )
    return options


def main() -> None:
    """Measure the sections in turn, and tell."""
    options = parse_options()
    load = os.getloadavg()[0]
    if load > 0.5:
        print(f"something else is running here (load {load:.1f}): times may be too long")
    earlier = json.loads(options.json.read_text(encoding="utf-8"))["pictures"] if options.json.is_file() else {}
    options.output.mkdir(parents=True, exist_ok=True)
    runs = Runs(options.data, options.output, options.size, options.iterations, earlier)
    pairs = PAIRS[: options.pairs]
    peers = read_peers(options.data / "peers", pairs[0], runs.style(pairs[0]), options.size)
    bench = Bench(runs, pairs, options.size, peers, options.reuse_baseline, options.output, options.before)
    rows: list[Row] = []
    for section in options.only:
        rows += SECTIONS[section](bench)
        found = [{**asdict(row), "verdict": row.verdict} for row in rows]
        measured = {"size": options.size, "iterations": options.iterations, "load_before": load}
        write_json(options.json, {**measured, "rows": found, "pictures": runs.pictures})
    print(f"\n{targets_table(rows)}\n\n{pictures_table(runs.pictures | {peer['image']: peer for peer in peers})}")
    if (options.size, options.iterations) != (512, 300):
        print("\nA TRIAL: the targets hold for 512 px and 300 iterations of the baseline")
    print(f"\n{options.json}; pictures in {options.output}")


if __name__ == "__main__":
    main()

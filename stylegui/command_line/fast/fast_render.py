"""One photo painted at once, with a fast network."""

from collections.abc import Mapping
from pathlib import Path
from time import perf_counter
from typing import Any

from stylegui.command_line.render import Options, check_places
from stylegui.command_line.summary import peak_memory, tell, versions
from stylegui.command_line.wanted import load_picture, settings_of
from stylegui.engine.fast.fast_result import check_fast_saving, paint_fast
from stylegui.engine.fast.manner import manner_of
from stylegui.engine.fast.network_file import load_network_file
from stylegui.engine.network.device import use_threads
from stylegui.engine.objective.evaluation import at_once


def render_fast(
    photo_file: Path, network_file: Path, output: Path, values: Mapping[str, Any], options: Options
) -> dict[str, Any]:
    """Paint and save. Returns what `--json` prints. Raises Problem for anything the user can mend."""
    check_places(output, (photo_file, network_file), saving=options.saving)
    check_fast_saving(options.saving)
    settings_of(values, None)
    began = perf_counter()
    network = load_network_file(network_file)
    photo = load_picture(photo_file)
    if options.threads:
        use_threads(options.threads)
    settings = settings_of(values, photo)
    result = at_once(paint_fast(network, photo, manner_of(settings, "strength" in values), output, options.saving))
    painted = perf_counter()
    tell(result.save(output, options.saving))
    height, width, _ = result.pixels.shape
    return {
        "output": str(output),
        "width": width,
        "height": height,
        "wall_s": round(perf_counter() - began, 3),
        "first_frame_s": round(painted - began, 3),
        "peak_rss_mb": round(peak_memory() / 1e6, 1),
        "versions": versions(),
    }

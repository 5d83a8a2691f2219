"""Where the engine computes."""

import torch


def use_threads(threads: int) -> None:
    """Compute with that many threads. To be called once, before the first session."""
    torch.set_num_threads(threads)


def describe() -> str:
    """For the status bar, like "CPU, 2 threads"."""
    threads = torch.get_num_threads()
    return f"CPU, {threads} thread{'s' if threads > 1 else ''}"

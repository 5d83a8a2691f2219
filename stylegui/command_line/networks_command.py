"""`stylegui networks`: which networks there are, and getting, importing and removing them."""

from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TimeRemainingColumn, TransferSpeedColumn

from stylegui.engine.network.fetch import Fetch
from stylegui.engine.network.networks import NETWORKS, Network, is_here, network_called, network_path, remove
from stylegui.engine.network.weights import keep


def describe(network: Network) -> str:
    """A line about a network: title, licence, size, and whether it is here."""
    if not network.address:
        state = "built in"
    elif is_here(network):
        state = f"here, {network_path(network.name)}"
    else:
        state = f"not installed: {network.size / 1e6:.0f} MB to download, {network.kept / 1e6:.0f} MB on disk"
    return f"{network.name}  {network.title} ({network.licence}): {state}"


def show() -> None:
    """Print all of them."""
    for network in NETWORKS.values():
        click.echo(describe(network))


def get(name: str, address: str) -> None:
    """Fetch one; its size and licence are told first. Ctrl+C keeps what has come. Raises Problem."""
    network = network_called(name)
    click.echo(describe(network))
    fetch = Fetch(network, address)
    console = Console(stderr=True)
    columns = (BarColumn(), DownloadColumn(), TransferSpeedColumn(), TimeRemainingColumn())
    try:
        with Progress(*columns, console=console, disable=not console.is_terminal) as bar:
            task = bar.add_task("", total=network.size)
            while not (state := fetch.step()).finished:
                bar.update(task, completed=state.received)
    finally:
        fetch.close()
    click.echo(describe(network))


def import_file(name: str, path: Path) -> None:
    """Keep what is used of a file of weights. Raises Problem."""
    network = network_called(name)
    keep(network, path)
    click.echo(describe(network))


def remove_one(name: str) -> None:
    """Delete one. Raises Problem."""
    network = network_called(name)
    remove(network)
    click.echo(describe(network))

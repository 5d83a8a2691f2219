"""`stylegui networks`: its commands."""

from pathlib import Path

import click

from stylegui.command_line.parameters import PATH


@click.group()
def networks() -> None:
    """List, get, import and remove the networks that read the pictures."""


@networks.command("list")
def list_networks() -> int:
    """Which networks there are, and which of them are on this computer."""
    from stylegui.command_line.networks_command import show

    show()
    return 0


@networks.command("get")
@click.argument("name")
@click.option("--from", "address", default="", help="Another address to fetch the same file from.")
def get_network(name: str, address: str) -> int:
    """Download NAME. A download that was interrupted resumes."""
    from stylegui.command_line.networks_command import get

    get(name, address)
    return 0


@networks.command("import")
@click.argument("name")
@click.argument("file", type=PATH)
def import_network(name: str, file: Path) -> int:
    """Use FILE (.pth or .safetensors) for NAME."""
    from stylegui.command_line.networks_command import import_file

    import_file(name, file)
    return 0


@networks.command("remove")
@click.argument("name")
def remove_network(name: str) -> int:
    """Delete NAME from this computer."""
    from stylegui.command_line.networks_command import remove_one

    remove_one(name)
    return 0

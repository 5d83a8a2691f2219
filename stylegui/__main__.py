"""Starts StyleGUI: `python -m stylegui`, the console command and the packaged application."""

import multiprocessing
import sys

from stylegui.command_line.cli import run


def main() -> None:
    """Run the command line, which opens the window unless told otherwise."""
    multiprocessing.freeze_support()  # a frozen child process must not open a second window
    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()

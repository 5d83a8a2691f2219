"""StyleGUI: watch a photograph turn into a painting."""

__version__ = "0.2.0"

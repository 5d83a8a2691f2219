"""Drawn styles of brush and pencil."""

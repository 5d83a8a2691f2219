"""Variations to choose from."""

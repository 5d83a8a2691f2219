"""Drawn styles that are printed, laid or made."""

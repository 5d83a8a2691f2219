"""Styles: pictures whose look is taken, and those that are drawn by a program."""

"""Painting where each style holds."""

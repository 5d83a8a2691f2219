"""Recipes: settings and pictures, their files, and what does not fit in one."""

"""The network that reads pictures: its weights, where they come from, and its features. Nothing of styles."""

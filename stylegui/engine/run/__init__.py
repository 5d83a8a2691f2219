"""A run: its scales, the optimiser, the session that goes step by step, and all that it is between two steps."""

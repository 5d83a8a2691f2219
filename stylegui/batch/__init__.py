"""Many photos, one after the other: what is to be painted, how, and what became of it."""

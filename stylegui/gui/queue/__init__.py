"""The queue: what is to be painted one after the other."""

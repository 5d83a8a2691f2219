"""The engine: pictures in, pictures out. torch, numpy and Pillow; no Qt, nothing of the window."""

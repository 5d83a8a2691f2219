"""Pictures: files and arrays, size, colour, films. Nothing of networks."""

"""Fast networks from the command line: teaching them, and painting with them."""

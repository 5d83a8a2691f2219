"""What the window's parts wish of files, looks and results."""

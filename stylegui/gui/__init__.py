"""The window: widgets that show state and emit wishes."""

"""The main window: where the parts lie, and what is said."""

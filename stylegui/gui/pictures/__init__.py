"""The pictures to work from: photo, styles, and how a style is looked at."""

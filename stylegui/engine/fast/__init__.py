"""Fast networks: taught one style, they paint any photo at a glance."""

"""The gallery: styles to begin with, and one's own."""

"""What `stylegui` does without a window, and the way into it."""

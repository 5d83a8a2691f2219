"""What is asked when the window closes, and comes back when it opens."""

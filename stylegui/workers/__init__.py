"""What must not keep the window waiting: each lives in a thread of its own. QtCore only."""

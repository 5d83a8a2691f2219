"""What every drawn style draws with."""

"""What the result is pulled towards, how it is read and evaluated."""

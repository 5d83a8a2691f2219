"""What was made: results, and the steps that led there."""

"""Lines above the picture that say something and offer what helps."""

"""The sliders and the curves: what can be turned, and what it comes to."""

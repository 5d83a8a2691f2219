"""Regions: where one style holds, and painting them."""

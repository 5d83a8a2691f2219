"""The picture in the middle: shown, zoomed, compared, dragged out."""

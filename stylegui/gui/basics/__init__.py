"""What every part of the window is drawn with: colours, icons, pictures for Qt."""

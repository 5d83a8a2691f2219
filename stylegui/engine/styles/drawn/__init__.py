"""Style pictures that the program draws itself: families of them, with handles."""

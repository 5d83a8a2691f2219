"""The engine: pictures in, pictures out. torch, numpy and Pillow; no Qt, nothing of the window."""

import os

# Before torch is imported: its threads (GNU OpenMP) wait for each other by spinning, by default so long that everything
# is ten times slower where another program uses the processor too. So it is two to three times, and 3 % without.
os.environ.setdefault("GOMP_SPINCOUNT", "20000")

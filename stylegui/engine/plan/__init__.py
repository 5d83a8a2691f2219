"""What a run will do and take: its scales, its blocks, time and memory. No torch."""

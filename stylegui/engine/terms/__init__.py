"""Terms: what the result is pulled towards, part by part, and how hard."""

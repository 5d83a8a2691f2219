"""What is wanted and what was made: documents, undo, history, projects. No Qt, no torch."""

"""The project file: a document, its steps and its history, in SQLite."""

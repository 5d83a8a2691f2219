"""Pictures from files and to files: any depth, the photo's own colours, and what a file says beside its pixels."""

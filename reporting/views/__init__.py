"""Pages that show figures, and the documents to download."""

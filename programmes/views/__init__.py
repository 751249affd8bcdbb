"""Pages on activities, on reports of where they stand, and on workshops."""

"""Template filters of the project: French formats."""

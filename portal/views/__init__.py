"""Pages that join several apps: home, people, errors, health."""

"""Forms of the screens: they clean to the types of the domain, then the actions receive clean values."""

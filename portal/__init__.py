"""Settings, addresses, menu, home: the only app that knows every other."""

"""Forms of the pages that join several apps."""

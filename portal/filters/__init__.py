"""Filters of the lists that join several apps."""

"""Regions, cercles and communes of Mali, and finding one from a written name."""

"""Figures, charts and documents: reads what programmes hold, never writes them."""

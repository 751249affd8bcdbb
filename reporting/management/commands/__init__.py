"""Figures and proofs from the command line."""

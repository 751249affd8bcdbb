"""Chainable selections: who may see what (`visible_to`), what is mine, what was true at a date.

Querysets know no model by name: they go through the relations of `self.model`, so that models can import them.
"""

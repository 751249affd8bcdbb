"""Commands of the plans and programmes."""

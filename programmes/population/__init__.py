"""Data made up for measuring: as many activities as asked, with their plans, their history and their derived copy.

Always the same for the same number and the same last year. Every name says that it is test data. `manage.py
populate` calls `populate`; benchmarks and tests do too.
"""

from programmes.population.loading import PopulationError, foreign_data, measured_activities, populate

__all__ = ["PopulationError", "foreign_data", "measured_activities", "populate"]

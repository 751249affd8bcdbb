"""Import of spreadsheets: reading cells, columns as data, difference shown before writing."""

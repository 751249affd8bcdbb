"""Export of spreadsheets: the columns of the imports written out, lists as their page shows them, templates to fill."""

"""A year of a plan as the people concerned live it: their pages, what each line becomes, and a count of its own."""

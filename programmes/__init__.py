"""What people enter: partners, programmes, results, plans, activities, indicators, workshops."""

"""What is kept of a group of activities: the columns of the kept counts, the days activities are counted by. Pure."""

#: The year of the rows over all years, where a chain of carried-over activities counts once.
ALL_YEARS = 0
#: The dimension of the total; its key is 0.
ALL = "all"
#: The key of the activities that have nothing in a dimension.
NO_KEY = 0

#: Counts of activities; each counts 1.
COUNTS = (
    "planned", "in_progress", "done", "not_done", "cancelled", "added", "added_done", "progress_unknown",
    "reported", "pending", "demonstration", "undated", "late_closed", "without_budget", "spent_unstated",
    "committed_unstated", "cancelled_stated", "carried", "left_out_stated", "shared",
)  # fmt: skip
#: Sums of weights in thousandths, and of weight × progress in thousandths of a hundredth of a per cent.
WEIGHTS = ("weight", "progress")
#: Sums of money, in hundredths of the currency of the row.
AMOUNTS = (
    "budget", "spent", "committed", "spent_without_budget", "committed_without_budget", "cancelled_spent",
    "left_out", "shared_budget", "shared_spent", "shared_committed",
)  # fmt: skip
MEASURES = (*COUNTS, *WEIGHTS, *AMOUNTS)

#: The clocks: which day of an activity is looked at (`programmes.models.DayTally`).
OPEN, DUE, HEARD, FIRST, MOVES = "open", "due", "heard", "first", "moves"
#: Dimensions of few groups, for which every clock is kept; the others have `OPEN` alone.
SMALL = ("all", "department", "programme", "source", "partner", "region", "sector", "kind")

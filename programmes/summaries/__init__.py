"""What is kept precomputed, and the proof that it equals the history.

`states`: each activity's copy of its latest state. The kept counts (`programmes.models.Tally`, `DayTally`): `links` and
`contributions` say what an activity adds to them, by the rules of the figures; `keeping` brings them up to date around
every write, `rebuilding` makes them anew and compares them with a recount.
"""

from programmes.summaries.affected import behind, counting, moved
from programmes.summaries.keeping import moving_places, tallied, untallied
from programmes.summaries.rebuilding import TallyDifference, rebuild_tallies, tally_differences
from programmes.summaries.states import (
    STATE_FIELDS,
    StateDifference,
    rebuild_states,
    refresh_state,
    refresh_states,
    state_differences,
    state_of,
)

__all__ = [
    "STATE_FIELDS",
    "StateDifference",
    "TallyDifference",
    "behind",
    "counting",
    "moved",
    "moving_places",
    "rebuild_states",
    "rebuild_tallies",
    "refresh_state",
    "refresh_states",
    "state_differences",
    "state_of",
    "tallied",
    "tally_differences",
    "untallied",
]

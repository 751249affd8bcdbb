"""The shape that tells each status without its colour, drawn in a 16 × 16 box: the same on badges and in charts."""

STATUS_SHAPES = {
    "planned": '<circle cx="8" cy="8" r="6"/>',
    "in_progress": '<circle cx="8" cy="8" r="6"/><path d="M8 2a6 6 0 0 1 0 12z" fill="currentColor"/>',
    "done": '<path d="m2.5 8.5 4 4 7-9"/>',
    "not_done": '<path d="m3.5 3.5 9 9m0-9-9 9"/>',
    "cancelled": '<circle cx="8" cy="8" r="6"/><path d="m4 12 8-8"/>',
    "late": '<path d="M8 2 1.5 13.5h13zM8 6.5v3m0 2v.1"/>',
}

"""What the screens of imports show, gathered from a run and its report; they write nothing."""

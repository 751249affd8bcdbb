"""Holding rows until the end of a transaction, so that what was checked is still true when it is written."""

from programmes.models import Activity


def held(activity: Activity) -> Activity:
    """The activity as it is now, with its plan.

    The plan is held too: without it, a plan could be closed between the check and the writing, and its frozen
    figures would miss what was written.
    """
    return (
        Activity.objects.select_related("plan")
        .select_for_update(of=("self", "plan"), no_key=True)
        .get(pk=activity.pk)
    )

"""« Mes rappels »: what waits for the person signed in, and whether they want it by e-mail."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from accounts.access import requires
from accounts.roles import Permission
from programmes.actions.reminders import choose_digest
from programmes.models import ReminderPreference, ReminderSending
from programmes.reminders import department_counts, gets_digest, reminders_of, titles


@require_safe
@requires(Permission.READ_ALL)
def reminders(request: HttpRequest) -> HttpResponse:
    """What is late, due, unheard of, to do again and to validate; by department for those who follow others."""
    preference = ReminderPreference.objects.visible_to(request.user).filter(user=request.user).first()
    sent = ReminderSending.objects.visible_to(request.user).filter(user=request.user, error="")
    context = {
        "reminders": reminders_of(request.user),
        "departments": department_counts(request.user),
        "titles": list(titles().values()),
        "gets_digest": gets_digest(request.user),
        "wants_digest": preference is None or preference.wants_digest,
        "last_sent": sent.first(),
        "may_reassign": request.user.may(Permission.REASSIGN),
    }
    return render(request, "programmes/reminders/page.html", context)


@require_POST
@requires(Permission.READ_ALL)
def choose(request: HttpRequest) -> HttpResponse:
    """Turn the digest on or off."""
    wanted = "wanted" in request.POST
    choose_digest(user=request.user, wanted=wanted, by=request.user)
    if wanted:
        messages.success(
            request, "Vous recevrez le récapitulatif par courriel, les jours où quelque chose vous attend."
        )
    else:
        messages.success(
            request, "Vous ne recevrez plus le récapitulatif par courriel. Cette page reste à jour."
        )
    return redirect("programmes:reminders")

"""Handing a person's activities over to another, and giving back those of an absence."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import requires
from accounts.models import User
from accounts.roles import Permission
from programmes.actions import reassignment as actions
from programmes.actions.refusals import Refusal
from programmes.formats import counted
from programmes.forms.reassignment import ReassignmentForm, givers
from programmes.forms.refusals import add_refusal
from programmes.models import Reassignment

MOST_PAST = 10


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.REASSIGN)
def reassignment(request: HttpRequest) -> HttpResponse:
    """First whose activities (`?de=`), then which, to whom and why; the absences to give back."""
    people = givers(request.user)
    chosen = request.GET.get("de", "")
    from_user = get_object_or_404(people, pk=_number(chosen)) if chosen else None
    form = None
    if from_user:
        form = ReassignmentForm(
            request.POST if request.method == "POST" else None, from_user=from_user, by=request.user
        )
        if form.is_valid() and (done := _reassign(request, form, from_user)):
            _say_done(request, done)
            return redirect("programmes:reassignment")
    handed_over = Reassignment.objects.visible_to(request.user).with_counts()
    ended_or_lasting = handed_over.exclude(reason=Reassignment.Reason.ABSENCE, ended_at=None)
    context = {
        "people": people,
        "from_user": from_user,
        "form": form,
        "absences": handed_over.absences(),
        "past": ended_or_lasting[:MOST_PAST],
        "endable": set(Reassignment.objects.endable_by(request.user).values_list("pk", flat=True)),
    }
    return render(request, "programmes/reassignment/page.html", context)


@require_POST
@requires(Permission.REASSIGN)
def give_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Undo a hand-over, or end an absence: the activities return to whom they came from."""
    handed_over = get_object_or_404(Reassignment.objects.visible_to(request.user), pk=pk)
    count = handed_over.lines.count()
    try:
        returned = len(actions.give_back(reassignment=handed_over, by=request.user))
    except Refusal as refusal:
        messages.error(request, refusal.message)
        return redirect("programmes:reassignment")
    messages.success(
        request, f"{counted(returned, 'activité rendue', 'activités rendues')} à {handed_over.from_user}."
    )
    if left := count - returned:
        said = counted(left, "activité n’est pas revenue", "activités ne sont pas revenues")
        messages.warning(request, f"{said}\u00a0: {_why_left(handed_over)}.")
    return redirect("programmes:reassignment")


def _why_left(handed_over: Reassignment) -> str:
    if actions.can_report(handed_over.from_user):
        return "plan clos, ou confiée depuis à une autre personne"
    return f"{handed_over.from_user} n’a plus de compte qui déclare, {handed_over.to_user} les garde"


def _reassign(request: HttpRequest, form: ReassignmentForm, from_user: User) -> Reassignment | None:
    """Done, or None with the reason in the form."""
    try:
        return actions.reassign(from_user=from_user, by=request.user, **form.cleaned_data)
    except (Refusal, ValidationError) as refusal:
        add_refusal(form, refusal)
        return None


def _say_done(request: HttpRequest, done: Reassignment) -> None:
    count = counted(done.lines.count(), "activité confiée", "activités confiées")
    undo = reverse("programmes:reassignment_give_back", args=[done.pk])
    messages.success(request, f"{count} à {done.to_user}.", extra_tags=f"undo={undo}")


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0

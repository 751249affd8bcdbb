"""The people of the portal: list, account, role and belonging, links to choose a password."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts import actions
from accounts.access import requires
from accounts.forms import AccountDetailsForm
from accounts.invitations import SentLink
from accounts.models import AuditEvent, User
from accounts.roles import ROLE_DESCRIPTIONS, ROLES, Permission
from portal import history
from portal.exports import people_sheet
from portal.filters.people import PeopleFilter
from portal.forms.people import NewAccountForm, add_refusal, assignment_form
from programmes.actions import members
from programmes.exports.responses import exported

PAGE_SIZE = 50


def roles(request: HttpRequest) -> HttpResponse:
    """« Qui peut faire quoi »: the table of roles, as it is applied."""
    rows = [
        {"permission": permission, "grants": [(role, permission in ROLES[role]) for role in ROLES]}
        for permission in Permission
    ]
    context = {"roles": list(ROLES), "descriptions": ROLE_DESCRIPTIONS, "rows": rows}
    return render(request, "portal/people/roles.html", context)


@requires(Permission.MANAGE_ACCOUNTS)
def account_list(request: HttpRequest) -> HttpResponse:
    """Every account, with search and filters."""
    people = User.objects.visible_to(request.user).prefetch_related("departments", "partners")
    people_filter = PeopleFilter(request.GET, queryset=people)
    page = Paginator(people_filter.qs, PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "portal/people/list.html", {"filter": people_filter, "page": page})


@require_safe
@requires(Permission.MANAGE_ACCOUNTS)
def account_export(request: HttpRequest, form: str) -> HttpResponseBase:
    """The accounts of the list as a file."""
    people = User.objects.visible_to(request.user)
    people_filter = PeopleFilter(request.GET, queryset=people)
    return exported(
        request,
        form,
        people_sheet(people_filter.qs),
        name="comptes",
        count=people_filter.qs.count(),
        back=reverse("portal:account_list"),
        valid=people_filter.is_valid(),
    )


@requires(Permission.MANAGE_ACCOUNTS)
def account_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One account: who, what role, where, since when, and all that was done to it."""
    person = get_object_or_404(User.objects.visible_to(request.user), pk=pk)
    context = {
        "person": person,
        "department": members.department_of(person),
        "partners": person.partners.all(),
        "permissions": [permission for permission in Permission if person.may(permission)],
        "pending_link": person.password_links.pending().first(),
        "history": history.entries(AuditEvent.objects.visible_to(request.user).about(person)),
    }
    return render(request, "portal/people/detail.html", context)


@never_cache
@requires(Permission.MANAGE_ACCOUNTS)
def account_create(request: HttpRequest) -> HttpResponse:
    """Open an account and invite its owner; the page that answers shows the link, this once."""
    form = NewAccountForm(request.POST or None, manager=request.user)
    if form.is_valid():
        try:
            person = members.open_account(by=request.user, **form.cleaned_data)
        except ValidationError as refusal:
            add_refusal(form, refusal)
        else:
            link = actions.invite(user=person, by=request.user, root_url=request.build_absolute_uri("/"))
            return _show_link(request, link)
    return render(request, "portal/people/create.html", {"form": form})


@requires(Permission.MANAGE_ACCOUNTS)
def account_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct the name, the address or the telephone of a person."""
    person = get_object_or_404(User.objects.visible_to(request.user), pk=pk)
    form = AccountDetailsForm(request.POST or None, instance=person)
    if form.is_valid():
        try:
            actions.change_details(user=person, by=request.user, **form.cleaned_data)
        except ValidationError as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, "Les coordonnées sont enregistrées.")
            return redirect(person)
    return render(request, "portal/people/edit.html", {"form": form, "person": person})


@requires(Permission.MANAGE_ACCOUNTS)
def account_assign(request: HttpRequest, pk: int) -> HttpResponse:
    """Change the role of a person, or move them to another department or partner."""
    person = get_object_or_404(User.objects.visible_to(request.user), pk=pk)
    form = assignment_form(person, manager=request.user, data=request.POST or None)
    if form.is_valid():
        try:
            members.assign(user=person, by=request.user, **form.cleaned_data)
        except ValidationError as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, "Le rôle et le rattachement sont enregistrés.")
            return redirect(person)
    return render(request, "portal/people/assign.html", {"form": form, "person": person})


@never_cache
@requires(Permission.MANAGE_ACCOUNTS)
@require_POST
def account_invite(request: HttpRequest, pk: int) -> HttpResponse:
    """A new invitation; the former link stops working."""
    return _new_link(request, pk, actions.invite)


@never_cache
@requires(Permission.MANAGE_ACCOUNTS)
@require_POST
def account_reset(request: HttpRequest, pk: int) -> HttpResponse:
    """Withdraw a password and send a link to choose another."""
    return _new_link(request, pk, actions.reset_password)


@requires(Permission.MANAGE_ACCOUNTS)
@require_POST
def account_deactivate(request: HttpRequest, pk: int) -> HttpResponse:
    """Close an account; the message offers to undo it."""
    person = get_object_or_404(User.objects.visible_to(request.user), pk=pk)
    try:
        actions.deactivate_account(user=person, by=request.user)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
        return redirect(person)
    undo = reverse("portal:account_reactivate", args=[person.pk])
    messages.success(request, f"Le compte de {person} est désactivé.", extra_tags=f"undo={undo}")
    return redirect(person)


@requires(Permission.MANAGE_ACCOUNTS)
@require_POST
def account_reactivate(request: HttpRequest, pk: int) -> HttpResponse:
    """Open a closed account again, with the password it had."""
    person = get_object_or_404(User.objects.visible_to(request.user), pk=pk)
    actions.reactivate_account(user=person, by=request.user)
    messages.success(request, f"Le compte de {person} est réactivé.")
    return redirect(person)


def _new_link(request: HttpRequest, pk: int, make) -> HttpResponse:
    person = get_object_or_404(User.objects.visible_to(request.user), pk=pk)
    try:
        link = make(user=person, by=request.user, root_url=request.build_absolute_uri("/"))
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
        return redirect(person)
    return _show_link(request, link)


def _show_link(request: HttpRequest, link: SentLink) -> HttpResponse:
    """The page that shows a link, once: it is not stored, so no other page could show it again."""
    return render(request, "portal/people/link.html", {"link": link})

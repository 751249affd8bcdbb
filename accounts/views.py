"""Signing in and out, and choosing a password."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import LoginView, LogoutView
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from accounts import actions, lockout
from accounts.client_address import client_address
from accounts.forms import ChoosePasswordForm, ForgottenPasswordForm, OwnPasswordForm, SignInForm
from accounts.invitations import find_link


class SignIn(LoginView):
    """E-mail address and password; `next` is followed only within the portal."""

    template_name = "accounts/login.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True

    def get_form_kwargs(self) -> dict:
        return {**super().get_form_kwargs(), "address": _address(self.request)}


class SignOut(LogoutView):
    """Ends the session; by POST only, so that no link or image can do it."""

    def post(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        response = super().post(request, *args, **kwargs)
        messages.success(request, "Vous êtes déconnecté.")
        return response


@never_cache
@sensitive_post_parameters()
def password_change(request: HttpRequest) -> HttpResponse:
    """One's own password; the other sessions of the account end, this one goes on."""
    form = OwnPasswordForm(request.user, request.POST or None)
    if form.is_valid():
        user = actions.change_password(
            user=request.user, password=form.cleaned_data["new_password1"], by=request.user
        )
        update_session_auth_hash(request, user)
        messages.success(request, "Votre mot de passe est changé. Vos autres sessions sont fermées.")
        return redirect("portal:home")
    return render(request, "accounts/password_change.html", {"form": form})


@never_cache
@login_not_required
def password_forgotten(request: HttpRequest) -> HttpResponse:
    """Asks for a link; the answer is the same whether the account exists or not."""
    form = ForgottenPasswordForm(request.POST or None)
    if form.is_valid():
        email = form.cleaned_data["email"]
        actions.send_forgotten_link(email=email, root_url=request.build_absolute_uri("/"))
        return render(request, "accounts/password_forgotten_sent.html", {"email": email})
    return render(request, "accounts/password_forgotten.html", {"form": form})


@never_cache
@sensitive_post_parameters()
@login_not_required
def choose_password(request: HttpRequest, secret: str) -> HttpResponse:
    """Choosing a password from a link: 404 when there is no such link, 410 when it no longer works."""
    link = find_link(secret)
    if link is None or not (link.is_pending and link.user.is_active):
        return _link_refused(request, link)
    form = ChoosePasswordForm(link.user, request.POST or None)
    if form.is_valid():
        try:
            actions.choose_password(link=link, password=form.cleaned_data["new_password1"])
        except ValidationError:
            # Somebody used it between the two reads.
            return _link_refused(request, find_link(secret))
        lockout.reopen(email=link.user.email, address=_address(request))
        messages.success(request, "Votre mot de passe est enregistré\u00a0: connectez-vous avec lui.")
        return redirect("accounts:login")
    return render(request, "accounts/choose_password.html", {"form": form, "link": link})


def _link_refused(request: HttpRequest, link) -> HttpResponse:
    status = 404 if link is None else 410
    return render(request, "accounts/link_refused.html", {"link": link}, status=status)


def _address(request: HttpRequest) -> str:
    """By which the lock-out counts."""
    return client_address(request.META, trusted_proxies=settings.TRUSTED_PROXIES)

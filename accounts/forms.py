"""The forms of accounts: signing in, choosing a password, describing a person."""

from typing import Any

from django import forms
from django.contrib.auth import authenticate
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm, SetPasswordForm
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from accounts import lockout
from accounts.models import User
from accounts.models.user import EMAIL_TAKEN, normalise_email
from accounts.roles import Role

NOT_RECOGNISED = (
    "Adresse électronique ou mot de passe incorrect. Vérifiez l’adresse, puis retapez le mot de passe\u00a0: "
    "les majuscules comptent."
)
DEACTIVATED = (
    "Ce compte est désactivé\u00a0: il ne permet plus de se connecter. "
    "Adressez-vous à l’administrateur du portail."
)


class EmailField(forms.EmailField):
    """An e-mail address, cleaned to the one form under which accounts are stored."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", "Adresse électronique")
        kwargs.setdefault("widget", forms.EmailInput(attrs={"autocomplete": "email", "inputmode": "email"}))
        super().__init__(**kwargs)
        self.error_messages["required"] = "Indiquez l’adresse électronique."
        self.error_messages["invalid"] = (
            "Cette adresse électronique n’est pas complète\u00a0: elle s’écrit comme nom@exemple.ml."
        )

    def clean(self, value: Any) -> str:
        return normalise_email(super().clean(value))


class SignInForm(AuthenticationForm):
    """E-mail address and password, with the lock-out of `accounts.lockout`."""

    username = EmailField(
        widget=forms.EmailInput(
            attrs={"autocomplete": "username", "inputmode": "email", "autocapitalize": "none"}
        )
    )
    error_messages = {"invalid_login": NOT_RECOGNISED, "inactive": DEACTIVATED}

    def __init__(
        self, request: HttpRequest | None = None, *args: Any, address: str = "", **kwargs: Any
    ) -> None:
        super().__init__(request, *args, **kwargs)
        self.address = address
        self.fields["username"].widget.attrs.pop("autofocus", None)
        self.fields["password"].label = "Mot de passe"
        self.fields["password"].error_messages["required"] = "Indiquez le mot de passe."

    def clean(self) -> dict[str, Any]:
        """Check the password, unless the door is closed; the address typed stays in the form."""
        email, password = self.cleaned_data.get("username"), self.cleaned_data.get("password")
        if not email or not password:
            return self.cleaned_data
        try:
            self._sign_in(email, password)
        except lockout.LockedError as locked:
            raise ValidationError(str(locked), code="locked") from locked
        return self.cleaned_data

    def _sign_in(self, email: str, password: str) -> None:
        attempt = lockout.begin(email=email, address=self.address)
        self.user_cache = authenticate(self.request, username=email, password=password)
        if self.user_cache is None:
            lockout.check(email=email, address=self.address)
            raise self.get_invalid_login_error()
        lockout.succeed(attempt)
        self.confirm_login_allowed(self.user_cache)


class ChoosePasswordForm(SetPasswordForm):
    """A new password, typed twice."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _name_passwords(self)


class OwnPasswordForm(PasswordChangeForm):
    """The old password, then a new one typed twice."""

    error_messages = {
        **PasswordChangeForm.error_messages,
        "password_incorrect": "Ce n’est pas votre mot de passe actuel. Retapez-le.",
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _name_passwords(self)
        self.fields["old_password"].label = "Mot de passe actuel"
        self.fields["old_password"].widget.attrs.pop("autofocus", None)


class ForgottenPasswordForm(forms.Form):
    """The address to which a link is sent."""

    email = EmailField(help_text="Celle avec laquelle vous vous connectez.")


class AccountDetailsForm(forms.ModelForm):
    """Who a person is: name, address, telephone. Saving goes through `accounts.actions`."""

    email = EmailField(help_text="Sert à se connecter et à recevoir l’invitation.")

    class Meta:
        model = User
        fields = ["full_name", "email", "phone"]
        help_texts = {"phone": "Par exemple +223 20 22 00 00."}
        error_messages = {"full_name": {"required": "Indiquez le prénom et le nom."}}

    def clean_email(self) -> str:
        """Two accounts never share an address."""
        email: str = self.cleaned_data["email"]
        if User.objects.exclude(pk=self.instance.pk).filter(email=email).exists():
            raise ValidationError(EMAIL_TAKEN, code="unique")
        return email


class RoleField(forms.ChoiceField):
    """The choice of a role, cleaned to a `Role`."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", "Rôle")
        super().__init__(choices=[("", "Choisissez un rôle"), *Role.choices], **kwargs)
        self.error_messages["required"] = "Choisissez un rôle."

    def clean(self, value: Any) -> Role:
        return Role(super().clean(value))


def _name_passwords(form: forms.Form) -> None:
    """French labels and help for the two fields of a new password."""
    form.fields["new_password1"].label = "Nouveau mot de passe"
    form.fields["new_password2"].label = "Nouveau mot de passe, une seconde fois"
    form.fields["new_password1"].help_text = (
        "Au moins 12 caractères, qui ne soient pas seulement des chiffres ni un mot de passe courant. "
        "Une phrase de quatre mots convient très bien."
    )
    form.fields["new_password2"].help_text = ""
    for name in ("new_password1", "new_password2"):
        form.fields[name].widget.attrs.pop("autofocus", None)
        form.fields[name].error_messages["required"] = "Tapez le nouveau mot de passe."

"""A person who signs in, known by an e-mail address, with exactly one role."""

from typing import Any, Self

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.core.validators import RegexValidator
from django.db import models
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone

from accounts.roles import Permission, Role, may

EMAIL_TAKEN = "Un compte existe déjà avec cette adresse électronique."

phone_validator = RegexValidator(
    r"^\+?[0-9]([ .\-\u00a0\u202f]?[0-9]){7,14}$",
    "Écrivez le numéro avec des chiffres seulement, par exemple +223 20 22 00 00.",
)


def normalise_email(text: str) -> str:
    """The one written form of an address: no blanks around it, lower case throughout."""
    return text.strip().lower()


class UserQuerySet(models.QuerySet["User"]):
    """Accounts."""

    def visible_to(self, user: Any) -> Self:
        """Whoever manages accounts sees all of them; everyone else sees their own."""
        if user.is_authenticated and user.may(Permission.MANAGE_ACCOUNTS):
            return self
        return self.filter(pk=user.pk)

    def active(self) -> Self:
        """Accounts that are not deactivated."""
        return self.filter(is_active=True)

    def invited(self) -> Self:
        """Accounts whose owner has no password: not chosen yet, or withdrawn by an administrator."""
        return self.filter(password__startswith=UNUSABLE_PASSWORD_PREFIX)

    def with_role(self, *roles: Role) -> Self:
        """Accounts that have one of these roles."""
        return self.filter(role__in=roles)


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):
    """Creates accounts; screens and imports go through `accounts.actions`, which also writes the trail."""

    def create_user(
        self, *, email: str, full_name: str, role: str, password: str | None = None, **fields: Any
    ) -> "User":
        """A new account; without a password nobody can sign in with it until a link has been used."""
        user = self.model(email=normalise_email(email), full_name=full_name.strip(), role=role, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, *, email: str, full_name: str, password: str | None = None) -> "User":
        """What `manage.py createsuperuser` calls: the first administrator of an installation."""
        return self.create_user(email=email, full_name=full_name, role=Role.ADMINISTRATOR, password=password)

    def get_by_natural_key(self, username: str) -> "User":
        """Sign-in finds the account however the address is capitalised."""
        return self.get(email=normalise_email(username))


class User(AbstractBaseUser):
    """An account. What it may do is read in `accounts.roles`; Django's groups and permissions are unused."""

    email = models.EmailField(
        "adresse électronique",
        help_text="Sert à se connecter.",
    )
    full_name = models.CharField("nom complet", max_length=150, help_text="Prénom et nom.")
    role = models.CharField("rôle", max_length=20, choices=Role)
    phone = models.CharField("téléphone", max_length=30, blank=True, validators=[phone_validator])
    is_active = models.BooleanField(
        "actif",
        default=True,
        help_text="Un compte désactivé ne peut plus se connecter ; son histoire est gardée.",
    )
    is_demonstration = models.BooleanField(
        "compte de démonstration",
        default=False,
        help_text="N’existe que dans une base de démonstration : en production, le portail refuse de "
        "démarrer avec un tel compte.",
    )
    date_joined = models.DateTimeField("créé le", default=timezone.now, editable=False)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["full_name"]

    class Meta:
        verbose_name = "compte"
        verbose_name_plural = "comptes"
        ordering = ["full_name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["email"], name="accounts_user_email_unique", violation_error_message=EMAIL_TAKEN
            ),
            # With the one above, this makes addresses unique whatever their capitals.
            models.CheckConstraint(
                condition=models.Q(email=Lower("email")) & ~models.Q(email=""),
                name="accounts_user_email_lowercase",
                violation_error_message="Écrivez l’adresse électronique en minuscules.",
            ),
            models.CheckConstraint(
                condition=~models.Q(full_name=""),
                name="accounts_user_full_name_given",
                violation_error_message="Indiquez le nom complet.",
            ),
            models.CheckConstraint(
                condition=models.Q(role__in=Role.values),
                name="accounts_user_role_known",
                violation_error_message="Choisissez un rôle de la liste.",
            ),
        ]

    def __str__(self) -> str:
        return self.full_name

    def get_absolute_url(self) -> str:
        return reverse("portal:account_detail", args=[self.pk])

    def clean(self) -> None:
        """The address and the name as they are stored."""
        self.email = normalise_email(self.email)
        self.full_name = self.full_name.strip()

    @property
    def is_staff(self) -> bool:
        """Whether Django's admin opens for this account."""
        return self.is_active and self.may(Permission.USE_ADMIN)

    @property
    def is_invited(self) -> bool:
        """Whether no password has been chosen yet."""
        return not self.has_usable_password()

    def may(self, permission: Permission) -> bool:
        """Whether the role of this account holds a permission."""
        return may(self.role, permission)

    def has_perm(self, perm: str, obj: models.Model | None = None) -> bool:
        """Django's admin asks this; the answer is the table of roles, the same for every model."""
        return self.is_staff

    def has_perms(self, perm_list: Any, obj: models.Model | None = None) -> bool:
        return self.is_staff

    def has_module_perms(self, app_label: str) -> bool:
        return self.is_staff

    def get_full_name(self) -> str:
        return self.full_name

    def get_short_name(self) -> str:
        return self.full_name

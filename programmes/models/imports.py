"""Imports: every file that was brought, what became of it, and what is remembered for the next one."""

from pathlib import Path
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Length
from django.db.models.lookups import Exact
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.roles import Permission
from programmes.work_files import is_worked_on

HEAVY = ("report", "written")
COUNTS = ("created", "changed", "unchanged", "refused", "faults", "questions", "rows")


class ImportQuerySet(models.QuerySet):
    """What concerns imports is seen by those who may import."""

    def visible_to(self, user: User) -> Self:
        """All for whoever may import, none for the others."""
        return self if user.is_active and user.may(Permission.IMPORT) else self.none()


class ImportRunManager(models.Manager.from_queryset(ImportQuerySet)):
    """Runs without their report, which may weigh megabytes: it is read when it is asked for."""

    def get_queryset(self):
        return super().get_queryset().defer(*HEAVY)


class ImportRun(models.Model):
    """One file brought to be imported, from its deposit to its writing, and to its undoing.

    `report` and `written` are what the last reading said and what the writing wrote, packed by
    `programmes.imports.report_data`; `options` is what a person settled (`ImportOptions.to_data`). `by` is None for
    a command; `applied_by` is whoever asked for the writing, from the moment they asked. `operation` is the one of the
    audit events of the writing. `started_at` is None while it waits for a worker. The actions of
    `programmes.imports.runs` and `undo` write all of it.
    """

    class State(models.TextChoices):
        """Where it stands."""

        FOUND = "found", "à vérifier"
        PREVIEWING = "previewing", "lecture en cours"
        PREVIEWED = "previewed", "à confirmer"
        APPLYING = "applying", "écriture en cours"
        APPLIED = "applied", "importé"
        NOTHING = "nothing", "sans changement"
        FAILED = "failed", "refusé"
        CANCELLED = "cancelled", "abandonné"
        UNDONE = "undone", "annulé"

    RUNNING = frozenset({State.PREVIEWING, State.APPLYING})
    WRITTEN = frozenset({State.APPLIED, State.UNDONE})

    kind = models.CharField("sorte", max_length=40)
    state = models.CharField("état", max_length=20, choices=State.choices, default=State.FOUND)
    file = models.FileField("fichier", upload_to="imports/%Y/%m/")
    file_name = models.CharField("nom du fichier", max_length=200)
    size = models.BigIntegerField("taille (octets)")
    sha256 = models.CharField("empreinte SHA-256", max_length=64, editable=False)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="imports",
        verbose_name="déposé par",
    )
    created_at = models.DateTimeField("déposé le", default=timezone.now)
    started_at = models.DateTimeField("commencé le", null=True, blank=True)
    finished_at = models.DateTimeField("terminé le", null=True, blank=True)
    applied_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="importé par",
    )
    applied_at = models.DateTimeField("importé le", null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="annulé par",
    )
    undone_at = models.DateTimeField("annulé le", null=True, blank=True)
    undo_reason = models.TextField("motif de l’annulation", blank=True)
    operation = models.UUIDField("opération", null=True, blank=True, unique=True, editable=False)
    options = models.JSONField("réglages", default=dict, blank=True)
    created = models.IntegerField("créées", default=0)
    changed = models.IntegerField("changées", default=0)
    unchanged = models.IntegerField("inchangées", default=0)
    refused = models.IntegerField("refusées", default=0)
    faults = models.IntegerField("fautes", default=0)
    questions = models.IntegerField("questions", default=0)
    rows = models.IntegerField("lignes", default=0)
    message = models.TextField("message", blank=True)
    report = models.BinaryField("compte rendu", null=True, blank=True)
    written = models.BinaryField("objets écrits", null=True, blank=True)

    objects = ImportRunManager()

    class Meta:
        verbose_name = "import"
        verbose_name_plural = "imports"
        ordering = ("-created_at", "-pk")
        indexes = (
            models.Index(F("created_at").desc(), F("id").desc(), name="importrun_newest_first"),
            models.Index(fields=("sha256",), name="importrun_same_file"),
        )
        constraints = (
            models.CheckConstraint(
                condition=Q(
                    state__in=(
                        "found",
                        "previewing",
                        "previewed",
                        "applying",
                        "applied",
                        "nothing",
                        "failed",
                        "cancelled",
                        "undone",
                    )
                ),
                name="importrun_state_known",
                violation_error_message="Cet état d’un import n’existe pas.",
            ),
            models.CheckConstraint(
                condition=~Q(kind="") & ~Q(file_name=""),
                name="importrun_kind_and_name_given",
                violation_error_message="Un import dit sa sorte et le nom de son fichier.",
            ),
            models.CheckConstraint(
                condition=Exact(Length("sha256"), 64),
                name="importrun_sha256_length",
                violation_error_message="L’empreinte SHA-256 compte 64 caractères.",
            ),
            models.CheckConstraint(
                condition=Q(**{f"{name}__gte": 0 for name in ("size", *COUNTS)}),
                name="importrun_counts_not_negative",
                violation_error_message="Un compte de lignes ou de fautes ne peut pas être négatif.",
            ),
            models.CheckConstraint(
                condition=Q(
                    state__in=("applied", "undone"), applied_at__isnull=False, operation__isnull=False
                )
                | Q(state="applying", applied_at__isnull=True)
                | (
                    ~Q(state__in=("applying", "applied", "undone"))
                    & Q(applied_at__isnull=True, applied_by__isnull=True)
                ),
                name="importrun_applied_has_date",
                violation_error_message="Un import écrit, et lui seul, porte sa date et son opération.",
            ),
            models.CheckConstraint(
                condition=Q(state="undone", undone_at__isnull=False, undone_at__gte=F("applied_at"))
                | (~Q(state="undone") & Q(undone_at__isnull=True, undone_by__isnull=True, undo_reason="")),
                name="importrun_undone_after_applied",
                violation_error_message="Un import ne s’annule qu’après avoir été écrit, et porte alors sa date.",
            ),
            models.CheckConstraint(
                condition=~Q(state="failed") | ~Q(message=""),
                name="importrun_failure_says_why",
                violation_error_message="Un import refusé dit pourquoi.",
            ),
            models.CheckConstraint(
                condition=Q(finished_at__isnull=True) | Q(finished_at__gte=F("started_at")),
                name="importrun_finished_after_start",
                violation_error_message="La fin d’un import doit être postérieure à son début.",
            ),
        )

    def __str__(self):
        return self.file_name

    def get_absolute_url(self):
        """Its page."""
        return reverse("programmes:import_detail", args=[self.pk])

    @property
    def path(self) -> Path:
        """Where the file is kept on this machine."""
        return Path(self.file.path)

    @property
    def is_running(self) -> bool:
        """Whether it is being read or written, or waits for a worker to do it."""
        return self.state in self.RUNNING

    @property
    def is_waiting(self) -> bool:
        """Whether no worker has begun yet."""
        return self.is_running and self.started_at is None

    @property
    def is_interrupted(self) -> bool:
        """Whether it was begun and nobody is at it any more: the server stopped. Nothing of it was written."""
        if not self.is_running or self.started_at is None or is_worked_on(self.path):
            return False
        # It may have ended since this row was read.
        return ImportRun.objects.filter(pk=self.pk, state=self.state, started_at=self.started_at).exists()


class MappingMemory(models.Model):
    """How the columns of a sheet with these headings were read: proposed again for the next file that has them.

    `fingerprint` is the SHA-256 of the set of headings, `columns` gives the name of a column of the kind by heading,
    "" for one that is ignored (`programmes.imports.memory`).
    """

    kind = models.CharField("sorte", max_length=40)
    fingerprint = models.CharField("empreinte des intitulés", max_length=64)
    columns = models.JSONField("colonnes", default=dict)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="réglé par",
    )
    at = models.DateTimeField("réglé le", default=timezone.now)

    objects = ImportQuerySet.as_manager()

    class Meta:
        verbose_name = "correspondance de colonnes"
        verbose_name_plural = "correspondances de colonnes"
        ordering = ("kind", "-at")
        constraints = (
            models.UniqueConstraint(
                fields=("fingerprint",),
                name="mappingmemory_once_for_headings",
                violation_error_message="Ces intitulés ont déjà leur correspondance.",
            ),
            models.CheckConstraint(
                condition=~Q(kind="") & Exact(Length("fingerprint"), 64),
                name="mappingmemory_says_of_what",
                violation_error_message="Une correspondance dit sa sorte et l’empreinte de ses intitulés.",
            ),
        )

    def __str__(self):
        return f"{self.kind} ({len(self.columns)} colonnes)"

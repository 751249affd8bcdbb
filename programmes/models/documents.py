"""Files and photos kept with an object: the act of adoption of a plan, the evidence of a report, a picture."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from accounts.roles import Permission
from programmes.file_kinds import IMAGES, by_extension
from programmes.models.activities import Activity
from programmes.models.plans import ActionPlan
from programmes.models.programmes import Programme
from programmes.models.status import StatusReport
from programmes.models.workshops import Workshop
from programmes.querysets.access import InternalQuerySet

OWNERS = ("programme", "plan", "activity", "report", "workshop")


class DocumentQuerySet(InternalQuerySet):
    """Documents are seen with the object they belong to."""

    def visible_to(self, user):
        """All for a DGCT account, who sees every owner; else those of the objects the user may see."""
        if user.may(Permission.READ_ALL):
            return self
        allowed = Q()
        for owner in OWNERS:
            model = self.model._meta.get_field(owner).related_model
            allowed |= Q(**{f"{owner}__in": model.objects.visible_to(user).values("pk")})
        return self.filter(allowed)

    def of_activity(self, activity):
        """Those of an activity and of its reports that count."""
        counting = StatusReport.objects.filter(activity=activity).counting()
        return self.filter(Q(activity=activity) | Q(report__in=counting.order_by().values("pk")))


class Document(models.Model):
    """A file, its title, its SHA-256, and the one object it belongs to."""

    class Kind(models.TextChoices):
        """What it shows or proves."""

        EVIDENCE = "evidence", "pièce justificative"
        PHOTO = "photo", "photo"
        DECISION = "decision", "décision"
        REPORT = "report", "rapport"
        OTHER = "other", "autre"

    title = models.CharField("titre", max_length=200)
    kind = models.CharField("nature", max_length=20, choices=Kind.choices, default=Kind.OTHER)
    file = models.FileField("fichier", upload_to="documents/%Y/%m/")
    sha256 = models.CharField("empreinte SHA-256", max_length=64, editable=False)
    taken_on = models.DateField("date", null=True, blank=True)
    uploaded_at = models.DateTimeField("déposé le", auto_now_add=True)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="déposé par",
    )
    programme = models.ForeignKey(
        Programme, models.CASCADE, null=True, blank=True, related_name="documents", verbose_name="programme"
    )
    plan = models.ForeignKey(
        ActionPlan, models.CASCADE, null=True, blank=True, related_name="documents", verbose_name="plan"
    )
    activity = models.ForeignKey(
        Activity, models.CASCADE, null=True, blank=True, related_name="documents", verbose_name="activité"
    )
    report = models.ForeignKey(
        StatusReport,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="evidence",
        verbose_name="déclaration",
    )
    workshop = models.ForeignKey(
        Workshop, models.CASCADE, null=True, blank=True, related_name="documents", verbose_name="atelier"
    )

    objects = DocumentQuerySet.as_manager()

    class Meta:
        verbose_name = "document"
        verbose_name_plural = "documents"
        ordering = ("-uploaded_at",)
        constraints = (
            models.CheckConstraint(
                condition=Q(
                    *[Q(**{f"{name}__isnull": name != owner for name in OWNERS}) for owner in OWNERS],
                    _connector=Q.OR,
                ),
                name="document_has_one_owner",
                violation_error_message="Un document appartient à un objet, et à un seul.",
            ),
        )

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        """The file itself."""
        return reverse("programmes:document_file", args=[self.pk])

    @property
    def is_picture(self) -> bool:
        """Whether a small picture of it can be shown."""
        return by_extension(self.file.name) in IMAGES

"""The boundaries of places, as the portal draws them."""

from django.db import models
from django.db.models import F, Q

from communes.models.places import Place


class BoundaryQuerySet(models.QuerySet["Boundary"]):
    """Boundaries of places at any level."""

    def visible_to(self, user):
        """As the places they bound: whoever is signed in sees them all."""
        return self if user.is_authenticated and user.is_active else self.none()

    def at(self, level: str):
        """Those of the places of one level that exist today."""
        return self.filter(place__level=level, place__is_active=True)


class Boundary(models.Model):
    """The outline of a place on the plane of `communes.boundaries_plane`, made light when it was loaded.

    A drawing and not a survey: it says where a place is on a small map, never to whom a field belongs.
    """

    place = models.OneToOneField(
        Place, verbose_name="lieu", on_delete=models.CASCADE, primary_key=True, related_name="boundary"
    )
    path = models.TextField("tracé", help_text="Tracé SVG, en unités du plan des cartes du portail.")
    left = models.SmallIntegerField("bord ouest")
    top = models.SmallIntegerField("bord nord")
    right = models.SmallIntegerField("bord est")
    bottom = models.SmallIntegerField("bord sud")
    source = models.CharField("fichier d’origine", max_length=200)
    loaded_at = models.DateTimeField("chargé le", auto_now=True)

    objects = BoundaryQuerySet.as_manager()

    class Meta:
        verbose_name = "contour d’un lieu"
        verbose_name_plural = "contours des lieux"
        ordering = ("place",)
        constraints = (
            models.CheckConstraint(
                condition=~Q(path=""),
                name="communes_boundary_drawn",
                violation_error_message="Un contour a un tracé.",
            ),
            models.CheckConstraint(
                condition=Q(left__lte=F("right"), top__lte=F("bottom")),
                name="communes_boundary_box_ordered",
                violation_error_message="Les bords d’un contour vont d’ouest en est et du nord au sud.",
            ),
        )

    def __str__(self) -> str:
        return f"contour\u00a0: {self.place}"

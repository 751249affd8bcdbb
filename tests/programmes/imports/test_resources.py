"""The admin's import and export, through django-import-export, is the same import."""

from pathlib import Path

import pytest
import tablib
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.models import AuditEvent
from programmes.imports.faults import UnreadableFileError
from programmes.imports.resources import FORMATS, SheetCSV, SheetXLSX, resource_for
from programmes.models import Department, FundingSource, Partner
from tests.factories import DepartmentFactory, FundingSourceFactory, PartnerFactory

pytestmark = pytest.mark.django_db

HEADERS = ["Code", "Nom", "Sigle", "Nature", "Rattachée à", "Autres graphies"]


def data(*rows) -> tablib.Dataset:
    return tablib.Dataset(*rows, headers=HEADERS)


def test_preview_confirm_and_skip(admin):
    DepartmentFactory(code="DGCT", name="Direction générale")
    rows = data(
        ["SDFL", "Finances locales", "SDFL", "sous-direction", "DGCT", "Finances ; SD Finances"],
        ["DGCT", "Direction générale des Collectivités", "", "direction", "", ""],
    )
    resource = resource_for("departments")()
    result = resource.import_data(rows, dry_run=True, user=admin)
    assert [row.import_type for row in result.rows] == ["new", "update"]
    assert "<ins>Direction générale des Collectivités</ins>" in result.rows[1].diff[1]
    assert not result.has_errors()
    assert not result.has_validation_errors()
    assert Department.objects.count() == 1

    result = resource.import_data(rows, dry_run=False, user=admin, rollback_on_validation_errors=True)
    assert result.rows[0].instance == Department.objects.get(code="SDFL")
    assert Department.objects.get(code="SDFL").parent.code == "DGCT"
    assert set(
        AuditEvent.objects.filter(target_type="programmes.department").values_list("actor", flat=True)
    ) == {admin.pk}
    result = resource.import_data(rows, dry_run=False, user=admin)
    assert result.totals["skip"] == 2


def test_one_bad_row_writes_none_and_says_all():
    result = resource_for("departments")().import_data(
        data(["A", "Un", "", "chose", "X", ""], ["B", "Deux", "", "", "", ""]), dry_run=False
    )
    assert result.has_validation_errors()
    [row] = result.invalid_rows
    assert set(row.field_specific_errors) == {"Nature", "Rattachée à"}
    assert row.number == 2
    assert Department.objects.count() == 0


def test_headings_that_are_not_there_are_an_error():
    result = resource_for("departments")().import_data(
        tablib.Dataset(["x", "y"], headers=["a", "b"]), dry_run=True
    )
    assert result.has_errors()
    assert "introuvable" in str(result.base_errors[0].error)


def test_an_export_is_imported_back_unchanged():
    partner = PartnerFactory(code="GIZ", name="Coopération allemande", acronym="GIZ", kind="donor")
    partner.aliases.create(written="G.I.Z.")
    FundingSourceFactory(code="PADRE-GIZ", name="PADRE/GIZ", partner=partner, kind="partner")
    DepartmentFactory(code="SDFL", parent=DepartmentFactory(code="DGCT"))
    for word, model in (
        ("partners", Partner),
        ("funding-sources", FundingSource),
        ("departments", Department),
    ):
        resource = resource_for(word)()
        for made in (SheetXLSX, SheetCSV):
            exported = made().export_data(resource.export(model.objects.all()))
            read = made().create_dataset(exported)
            result = resource.import_data(read, dry_run=False)
            assert result.totals["skip"] == model.objects.count()
            assert result.totals["update"] == 0


def test_formats():
    assert [made().get_extension() for made in FORMATS] == ["xlsx", "csv", "xls", "ods"]
    assert all(made.is_available() and made().can_import() for made in FORMATS)
    read = SheetCSV().create_dataset("Code;Nom\nÉ;Été\n".encode("cp1252"))
    assert read.headers == ["Code", "Nom"]
    assert read[0] == ("É", "Été")


def upload(content: bytes, name: str, form: int) -> dict[str, object]:
    return {"import_file": SimpleUploadedFile(name, content), "format": str(form), "resource": ""}


def test_the_buttons_of_the_admin(client_as, admin):
    client, address = client_as(admin), reverse("admin:programmes_partner_import")
    content = "Répertoire\nCode;Nom;Nature\nPAM;Programme alimentaire mondial;PTF\n".encode("cp1252")
    page = client.post(address, upload(content, "partenaires.csv", 1))
    assert page.status_code == 200
    assert "PAM" in page.content.decode()
    assert not Partner.objects.exists()
    confirm = page.context["confirm_form"].initial
    done = client.post(reverse("admin:programmes_partner_process_import"), confirm)
    assert done.status_code == 302
    assert Partner.objects.get().kind == "donor"

    page = client.post(address, upload(b"Code;Nom;Nature\nOMS;;chose\n", "partenaires.csv", 1))
    shown = page.content.decode()
    assert "valeur obligatoire" in shown
    assert "confirm_form" not in page.context
    page = client.post(address, upload(b"image", "partenaires.xlsx", 0))
    assert page.context["form"].errors
    exported = client.post(reverse("admin:programmes_partner_export"), {"format": "1", "resource": ""})
    assert exported.status_code == 200


def test_a_workbook_of_libreoffice_is_read_like_the_others():
    content = (Path(__file__).parent / "files" / "canevas.ods").read_bytes()
    [ods] = [made() for made in FORMATS if made().get_extension() == "ods"]
    assert not ods.can_export()
    dataset = ods.create_dataset(content)
    assert any("Former les agents" in str(cell) for row in dataset for cell in row)


def test_a_protected_workbook_is_refused_in_french():
    content = (Path(__file__).parent / "files" / "protege.ods").read_bytes()
    [ods] = [made() for made in FORMATS if made().get_extension() == "ods"]
    with pytest.raises(UnreadableFileError, match="mot de passe"):
        ods.create_dataset(content)

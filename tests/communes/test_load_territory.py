"""`manage.py load_territory`: shows, writes when asked, refuses clearly."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from communes.models import Place

pytestmark = pytest.mark.django_db


def run(*arguments):
    """Everything the command printed."""
    out = StringIO()
    call_command("load_territory", *arguments, stdout=out, stderr=out)
    return out.getvalue()


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "regions.csv").write_text("nom\nGao\n", encoding="utf-8")
    (tmp_path / "cercles.csv").write_text("nom;region\nAnsongo;Gao\n", encoding="utf-8")
    (tmp_path / "communes.csv").write_text(
        "nom;region;cercle;source\nBara;Gao;Ansongo;loi\nTessit;Gao;Ansongo;loi\n", encoding="utf-8"
    )
    return tmp_path


def test_it_shows_and_writes_nothing():
    printed = run()
    assert "Nouveaux\u00a0: 882 · changés\u00a0: 0 · inchangés\u00a0: 0" in printed
    assert "Kayes (region-kayes)" in printed
    assert "… et 852 autres (--all les montre tous)" in printed
    assert "Rien n’a été écrit" in printed
    assert not Place.objects.exists()


def test_it_writes_when_asked_and_then_has_nothing_to_do():
    assert "Les changements sont écrits." in run("--apply")
    assert Place.objects.count() == 882
    assert "Rien à changer." in run("--apply")


def test_it_shows_everything_when_asked(folder):
    assert "Tessit (commune-tessit)" in run(str(folder), "--all")


def test_it_shows_old_and_new_and_what_is_absent(folder):
    run(str(folder), "--apply")
    changed = folder / "communes.csv"
    changed.write_text("nom;region;cercle;source;existe\nBara;Gao;Ansongo;loi;non\n", encoding="utf-8")
    printed = run(str(changed), "--apply")
    assert "Bara (commune-bara)\u00a0: existe\u00a0: oui → non" in printed
    assert "Absents des fichiers (gardés tels quels)\u00a0:\n  Tessit (commune-tessit)" in printed
    assert not Place.objects.get(key="commune-bara").is_active
    assert Place.objects.get(key="commune-tessit").is_active


def test_it_names_columns_it_does_not_read(folder):
    (folder / "regions.csv").write_text("nom;superficie\nGao;170572\n", encoding="utf-8")
    assert "regions.csv\u00a0: colonnes ignorées\u00a0: superficie." in run(str(folder))


def test_a_fault_writes_nothing(folder):
    (folder / "communes.csv").write_text("nom;region;cercle;source\nBara;Goa;;loi\n", encoding="utf-8")
    out = StringIO()
    with pytest.raises(CommandError, match="rien n’a été écrit") as caught:
        call_command("load_territory", str(folder), "--apply", stdout=out, stderr=out)
    assert caught.value.returncode == 1
    assert "communes.csv, ligne 2, colonne «\u00a0region\u00a0»\u00a0: «\u00a0Goa\u00a0»" in out.getvalue()
    assert not Place.objects.exists()


def test_what_is_not_there(tmp_path):
    with pytest.raises(CommandError, match="n’existe pas"):
        run(str(tmp_path / "nulle-part.csv"))
    with pytest.raises(CommandError, match="ne contient aucun fichier CSV"):
        run(str(tmp_path))


def test_a_file_too_big(tmp_path):
    big = tmp_path / "communes.csv"
    big.write_bytes(b"x" * 5_000_001)
    with pytest.raises(CommandError, match="trop gros"):
        run(str(big))

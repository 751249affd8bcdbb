"""Prepares the database and the files of the demonstration, in one process so that a second run is quick.

Says in French, before anything else, why the database of DATABASE_URL cannot be used. Exit code 0 when all is ready;
otherwise 1, with one paragraph on the error output and no traceback.
"""

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import django
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection

PROJECT = Path(__file__).resolve().parent.parent

CREATE = "Créez la base ou le compte dans PostgreSQL (createuser, createdb), ou corrigez DATABASE_URL."
REFUSED = "Le mot de passe ou le compte de DATABASE_URL est refusé : corrigez-les."
# A sign in what the database says, in English or in French, and what to do about it.
ADVICE = {
    "does not exist": CREATE,
    "n'existe pas": CREATE,
    "authentication failed": REFUSED,
    "authentification": REFUSED,
    "could not translate host name": "Le nom de la machine dans DATABASE_URL est inconnu : corrigez-le.",
    "Connection refused": "Aucun serveur ne répond à cette adresse : démarrez PostgreSQL, ou corrigez DATABASE_URL.",
    "timeout expired": "La machine ne répond pas : vérifiez l’adresse et le réseau.",
    "unable to open database file": "Le dossier du fichier n’existe pas ou n’est pas accessible en écriture.",
    "not a database": "Ce fichier n’est pas une base SQLite : indiquez-en un autre dans DATABASE_URL.",
    "readonly": "Le fichier n’est pas accessible en écriture pour cet utilisateur.",
}


class CannotStartError(Exception):
    """What is wrong, in lines for the person at the keyboard."""


def require_database() -> None:
    """Connect once; raise CannotStartError, with advice, when the database does not answer."""
    try:
        django.setup()
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except ImproperlyConfigured as error:
        raise CannotStartError(str(error)) from error
    except (DatabaseError, ValueError, KeyError) as error:
        raise CannotStartError(
            f"La base de données {database_place()} ne peut pas être utilisée.\n"
            f"    {advice_about(error)}\n"
            f"    Détail : {str(error).strip().splitlines()[0]}"
        ) from error


def advice_about(error: Exception) -> str:
    """What a person may do about a database error."""
    known = (advice for sign, advice in ADVICE.items() if sign in str(error))
    return next(known, "Corrigez DATABASE_URL (sqlite:////chemin ou postgres://compte:secret@machine/base).")


def database_place() -> str:
    """The database as a person knows it, without the password."""
    try:
        given = connection.settings_dict
    except Exception:  # the address itself may be what cannot be read
        return "de DATABASE_URL"
    if not given.get("HOST"):
        return f"« {given.get('NAME')} »"
    return f"« {given['NAME']} » sur {given['HOST']}:{given.get('PORT') or 5432}"


def static_sources() -> Iterator[Path]:
    """What the collected static files come from; a folder changes when a file is added to it or removed."""
    yield PROJECT / ".venv" / "installed-base.sha256"
    for folder in settings.STATICFILES_DIRS:
        yield Path(folder)
        yield from Path(folder).rglob("*")


def static_files_are_old() -> bool:
    """Whether something changed since the static files were collected (compressing them takes ten seconds)."""
    collected = Path(settings.STATIC_ROOT) / "staticfiles.json"
    if not collected.exists():
        return True
    made = collected.stat().st_mtime
    return any(source.stat().st_mtime > made for source in static_sources() if source.exists())


def main() -> int:
    """Database, static files, demonstration."""
    sys.path.insert(0, str(PROJECT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    try:
        require_database()
        print("→ Préparation de la base de données", flush=True)
        call_command("migrate", verbosity=0)
        if static_files_are_old():
            print("→ Préparation des fichiers de style", flush=True)
            call_command("collectstatic", interactive=False, verbosity=0)
        call_command("demo")
        call_command("rebuild_tallies", if_missing=True)
    except (CannotStartError, CommandError) as error:
        print(f"\n{error}\n", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nArrêté : relancez bin/run pour reprendre.", file=sys.stderr)
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())

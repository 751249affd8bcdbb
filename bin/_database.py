"""Says in French, before anything else, why the database of DATABASE_URL cannot be used.

Exit code 0 when it answers; otherwise 1, with one paragraph on the error output and no traceback.
"""

import os
import sys

import django
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connection

ADVICE = {
    "does not exist": "Créez la base ou le compte dans PostgreSQL (createuser, createdb), "
    "ou corrigez DATABASE_URL.",
    "n'existe pas": "Créez la base ou le compte dans PostgreSQL (createuser, createdb), ou corrigez DATABASE_URL.",
    "authentification": "Le mot de passe ou le compte de DATABASE_URL est refusé : corrigez-les.",
    "password authentication failed": "Le mot de passe ou le compte de DATABASE_URL est refusé : corrigez-les.",
    "could not translate host name": "Le nom de la machine dans DATABASE_URL est inconnu : corrigez-le.",
    "Connection refused": "Aucun serveur ne répond à cette adresse : démarrez PostgreSQL, ou corrigez DATABASE_URL.",
    "timeout expired": "La machine ne répond pas : vérifiez l’adresse et le réseau.",
    "unable to open database file": "Le dossier du fichier n’existe pas ou n’est pas accessible en écriture.",
    "not a database": "Ce fichier n’est pas une base SQLite : indiquez-en un autre dans DATABASE_URL.",
    "readonly": "Le fichier n’est pas accessible en écriture pour cet utilisateur.",
}


def explain(error: Exception) -> str:
    """What a person may do about a database error; empty when nothing better than the error is known."""
    return next((advice for sign, advice in ADVICE.items() if sign in str(error)), "")


def main() -> int:
    """Connect once, and say what is wrong if that fails."""
    sys.path.insert(0, os.getcwd())
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    try:
        django.setup()
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except ImproperlyConfigured as error:
        print(f"\n{error}\n", file=sys.stderr)
        return 1
    except (DatabaseError, ValueError, KeyError) as error:
        place = connection_place()
        print(f"\nLa base de données {place} ne peut pas être utilisée.", file=sys.stderr)
        print(
            f"    {explain(error) or 'Corrigez DATABASE_URL (sqlite:////chemin ou postgres://…).'}",
            file=sys.stderr,
        )
        print(f"    Détail : {str(error).strip().splitlines()[0]}\n", file=sys.stderr)
        return 1
    return 0


def connection_place() -> str:
    """The database as a person knows it, without the password."""
    try:
        given = connection.settings_dict
    except Exception:  # the address itself may be what cannot be read
        return "de DATABASE_URL"
    if not given.get("HOST"):
        return f"« {given.get('NAME')} »"
    return f"« {given['NAME']} » sur {given['HOST']}:{given.get('PORT') or 5432}"


if __name__ == "__main__":
    sys.exit(main())

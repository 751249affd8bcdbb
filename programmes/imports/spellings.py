"""Names that a person has settled during an import become known spellings, and are not asked again."""

from contextlib import suppress

from django.core.exceptions import ValidationError
from django.db import transaction

from communes.actions import confirm_alias
from communes.mentions import split_places
from communes.models import AliasOrigin
from communes.text import normalise
from programmes.imports.faults import Where
from programmes.imports.lookups import PLACES
from programmes.imports.writers import ALIASES, Work, add_spelling, tell


def confirm_spellings(work: Work) -> None:
    """Keep what was settled. A name that other objects bear too (homonyms) is no spelling: it is asked again."""
    for (word, written), chosen in work.lookups.settled.items():
        if word != PLACES and word not in ALIASES:
            continue
        # A spelling that is another's stays theirs.
        with suppress(ValidationError), transaction.atomic():
            if word == PLACES:
                spelling = confirm_alias(
                    place=chosen, written=_bare(written), by=work.by, origin=AliasOrigin.IMPORT
                )
            elif normalise(written) in {normalise(one.written) for one in chosen.aliases.all()}:
                continue
            else:
                spelling = add_spelling(work, word, chosen, written)
            tell(work, spelling, Where(word))


def _bare(written: str) -> str:
    """« Commune de Gounzouraye »: the name alone is the spelling, the word before it says what it is."""
    mentions = split_places(written)
    return mentions[0].name if len(mentions) == 1 else written

"""Cutting a written location into the places it names: lists, from the top down, from the bottom up."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from communes.mentions import level_word, split_places


def drawn(mention):
    """« commune:Bara<cercle:Ansongo »: one mention on one line."""
    parents = " ".join(drawn(parent) for parent in mention.within)
    return f"{mention.level or '?'}:{mention.name}" + (f"<{parents}>" if parents else "")


@pytest.mark.parametrize(
    ("text", "level", "expected"),
    [
        # lists
        ("Bougouni, Kolondiéba ; Kadiolo", None, ["?:Bougouni", "?:Kolondiéba", "?:Kadiolo"]),
        (
            "Bougouni, Kolondiéba ; Kadiolo",
            "commune",
            ["commune:Bougouni", "commune:Kolondiéba", "commune:Kadiolo"],
        ),
        ("Bougouni\nKadiolo", "cercle", ["cercle:Bougouni", "cercle:Kadiolo"]),
        ("San - Tominian", "cercle", ["cercle:San", "cercle:Tominian"]),
        ("Gao/Ansongo", "commune", ["commune:Gao", "commune:Ansongo"]),
        ("Wassoulou-Ballé & Bougouni", None, ["?:Wassoulou-Ballé", "?:Bougouni"]),
        ("Bara, Bara", None, ["?:Bara"]),
        # level words
        ("cercles de San et Tominian", None, ["cercle:San", "cercle:Tominian"]),
        ("cercles de San et de Tominian", None, ["cercle:San", "cercle:Tominian"]),
        ("régions de Ségou, San et Mopti", None, ["region:Ségou", "region:San", "region:Mopti"]),
        ("la Région de Gao", None, ["region:Gao"]),
        ("REGION DE GAO", None, ["region:GAO"]),
        ("District de Bamako", None, ["region:Bamako"]),
        ("cercle d’Ansongo", None, ["cercle:Ansongo"]),
        ("cercle d'Ansongo", None, ["cercle:Ansongo"]),
        ("commune rurale de Bara", None, ["commune:Bara"]),
        ("Commune urbaine de Gao", None, ["commune:Gao"]),
        ("C.U. de San", None, ["commune:San"]),
        ("CU San", None, ["commune:San"]),
        ("CR Bara", None, ["commune:Bara"]),
        ("C. R. de Bara", None, ["commune:Bara"]),
        ("Mairie de Kidal", None, ["commune:Kidal"]),
        ("Kati Commune", None, ["commune:Kati"]),
        ("Gao (commune), Gao (cercle)", None, ["commune:Gao", "cercle:Gao"]),
        ("Communes : Bara, Tessit et Ansongo", None, ["commune:Bara", "commune:Tessit", "commune:Ansongo"]),
        # one singular word is about one name only
        ("Région de Kidal, Gao", None, ["region:Kidal", "?:Gao"]),
        ("commune de Bara et cercle de Gao", None, ["commune:Bara", "cercle:Gao"]),
        # a level word decides against the column's level
        ("cercle de Gao", "commune", ["cercle:Gao"]),
        # words that only begin like a level word
        ("Crémé", None, ["?:Crémé"]),
        ("Cuba", None, ["?:Cuba"]),
        ("Villeneuve", None, ["?:Villeneuve"]),
        # from the top down
        (
            "Région de Gao/cercles de Gao et Ansongo/Communes de Bara et Ansongo",
            None,
            [
                "commune:Bara<region:Gao cercle:Gao<region:Gao> cercle:Ansongo<region:Gao>>",
                "commune:Ansongo<region:Gao cercle:Gao<region:Gao> cercle:Ansongo<region:Gao>>",
            ],
        ),
        ("Gao > Ansongo > Bara", "commune", ["commune:Bara<?:Gao ?:Ansongo<?:Gao>>"]),
        (
            "Région de Mopti, cercle de Djenné, commune de Sofara",
            None,
            ["commune:Sofara<cercle:Djenné<region:Mopti> region:Mopti>"],
        ),
        ("Cercle de San : Sy, Fion", "commune", ["commune:Sy<cercle:San>", "commune:Fion<cercle:San>"]),
        (
            "Cercle de San : Sy ; cercle de Tominian : Fangasso, Sanékuy",
            "commune",
            [
                "commune:Sy<cercle:San>",
                "commune:Fangasso<cercle:Tominian>",
                "commune:Sanékuy<cercle:Tominian>",
            ],
        ),
        (
            "Cercle de San : Sy, cercle de Tominian : Fangasso",
            "commune",
            ["commune:Sy<cercle:San>", "commune:Fangasso<cercle:Tominian>"],
        ),
        (
            "Région de Gao : cercle d’Ansongo : communes de Bara et Tessit",
            None,
            [
                "commune:Bara<region:Gao cercle:Ansongo<region:Gao>>",
                "commune:Tessit<region:Gao cercle:Ansongo<region:Gao>>",
            ],
        ),
        (
            "Région de Gao : (Communes de Gounzourèye et Soni Aliber), Ansongo : (Bara et Ansongo)",
            None,
            [
                "commune:Gounzourèye<region:Gao>",
                "commune:Soni Aliber<region:Gao>",
                "commune:Bara<?:Ansongo>",
                "commune:Ansongo<?:Ansongo>",
            ],
        ),
        (
            "Cercle de San (communes de Sy et Fion)",
            None,
            ["commune:Sy<cercle:San>", "commune:Fion<cercle:San>"],
        ),
        ("Ansongo (Bara, Tessit)", "commune", ["commune:Bara<?:Ansongo>", "commune:Tessit<?:Ansongo>"]),
        # from the bottom up
        (
            "commune de Bara, cercle d’Ansongo, région de Gao",
            None,
            ["commune:Bara<cercle:Ansongo region:Gao>"],
        ),
        ("Bara, cercle d’Ansongo", "commune", ["commune:Bara<cercle:Ansongo>"]),
        ("Bara (Ansongo)", "commune", ["commune:Bara<?:Ansongo>"]),
        ("Bamba (cercle de Koro)", None, ["?:Bamba<cercle:Koro>"]),
        (
            "communes de Bara et Tessit du cercle d’Ansongo",
            None,
            ["commune:Bara<cercle:Ansongo>", "commune:Tessit<cercle:Ansongo>"],
        ),
        ("Commune IV du district de Bamako", None, ["commune:IV<region:Bamako>"]),
        ("Bara dans le cercle d’Ansongo", "commune", ["commune:Bara<cercle:Ansongo>"]),
        # counted, not named
        ("17 communes des cercles de San et Tominian", None, ["cercle:San", "cercle:Tominian"]),
        (
            "dix-sept communes cibles du Pro-ARIDES des cercles de San et Tominian",
            None,
            ["cercle:San", "cercle:Tominian"],
        ),
        ("les 7 communes", None, []),
        # nothing
        ("", None, []),
        (" ;, ", None, []),
        ("()", None, []),
        (":", None, []),
        (")", None, []),
    ],
)
def test_split_places(text, level, expected):
    assert [drawn(mention) for mention in split_places(text, level=level)] == expected


def test_written_keeps_what_was_typed():
    (mention,) = split_places("C.U. de San")
    assert (mention.written, mention.name) == ("C.U. de San", "San")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("commune rurale de Bara", ("commune", "Bara")),
        ("Conseil de cercle de San", ("cercle", "San")),
        ("Bara", (None, "Bara")),
        ("région", ("region", "")),
    ],
)
def test_level_word(text, expected):
    assert level_word(text) == expected


@given(
    st.text(alphabet="ab ,;:/>()⊂\n&-–.É’cercle de région communes et"), st.sampled_from([None, "commune"])
)
def test_any_text_can_be_cut(text, level):
    """Whatever a cell holds, the answer is a list of names none of which is empty."""
    assert all(mention.name for mention in split_places(text, level=level))


def test_a_thousand_brackets_are_no_trouble():
    assert [mention.name for mention in split_places("(" * 5000 + "Bara")] == ["Bara"]

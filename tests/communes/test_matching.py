"""Finding places from written names, on the reference list: its homonyms and its near pairs are the real ones."""

from collections import Counter, defaultdict

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import Levenshtein

from communes.matching import Gazetteer, KnownAlias, KnownPlace, Outcome, likeness, name_key, normalise


def keys(matches):
    return [match.key for match in matches]


# --- the five documents -----------------------------------------------------------------------------

# (document, as it is written there, level of the column it would stand in, what it means)
DOCUMENTS = [
    ("EAM", "la région Gao", None, ["region-gao"]),
    (
        "EAM",
        "Région de Gao/cercles de Gao et Ansongo/Communes de Gounzourèye, Soni Aliber, Ansongo et Bara.",
        None,
        ["commune-gounzoureye", "commune-soni-aliber", "commune-ansongo", "commune-bara"],
    ),
    (
        "EAM",
        "Région de Gao : (Communes de Gounzourèye et Soni Aliber), Ansongo : (Bara et Ansongo)",
        None,
        ["commune-gounzoureye", "commune-soni-aliber", "commune-bara", "commune-ansongo"],
    ),
    ("EAM", "cercles de Gao et Ansongo", None, ["cercle-gao", "cercle-ansongo"]),
    ("DDRK", "Région de Kidal", None, ["region-kidal"]),
    ("DDRK", "Kidal", "region", ["region-kidal"]),
    ("DDRK", "Bamako", None, ["district-bamako"]),
    ("ICAE", "Ségou", "commune", ["commune-segou"]),
    ("ICAE", "Région de Ségou", None, ["region-segou"]),
    ("table ronde", "les cercles de San et Tominian", None, ["cercle-san", "cercle-tominian"]),
    (
        "table ronde",
        "dix-sept communes cibles du Pro-ARIDES des cercles de San et Tominian",
        None,
        ["cercle-san", "cercle-tominian"],
    ),
    ("table ronde", "les régions de Ségou et San", None, ["region-segou", "region-san"]),
    ("table ronde", "Ségou et Mopti", "region", ["region-segou", "region-mopti"]),
    ("PECIC", "Wassoulou-Ballé", None, ["commune-wassoulou-balle"]),
    ("PECIC", "Bougouni", "commune", ["commune-bougouni"]),
    ("PECIC", "Kadiolo", "commune", ["commune-kadiolo"]),
    ("PECIC", "Kolondiéba", "commune", ["commune-kolondieba"]),
    ("PECIC", "Kolondieba", "commune", ["commune-kolondieba"]),
    ("PECIC", "Koutiala", "commune", ["commune-koutiala"]),
    ("PECIC", "Sikasso", "commune", ["commune-sikasso"]),
    (
        "PECIC",
        "Bougouni, Kolondiéba ; Kadiolo",
        "commune",
        ["commune-bougouni", "commune-kolondieba", "commune-kadiolo"],
    ),
]


@pytest.mark.parametrize(("document", "text", "level", "expected"), DOCUMENTS)
def test_places_of_the_documents_are_found(gazetteer, document, text, level, expected):
    assert keys(gazetteer.find_all(text, level=level)) == expected


# --- one name ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "level", "expected"),
    [
        ("GOUNZOUREYE", None, "commune-gounzoureye"),
        ("commune rurale de Gounzoureye", None, "commune-gounzoureye"),
        ("C.U. de Bougouni", None, "commune-bougouni"),
        ("CR Bara", None, "commune-bara"),
        ("Kati Commune", None, "commune-kati"),
        ("Bandiagara Commune", None, "commune-bandiagara"),
        ("wassoulou balle", None, "commune-wassoulou-balle"),
        ("N’TILLIT", "commune", "commune-n-tillit"),
        ("N'Tillit", "cercle", "cercle-n-tillit"),
        ("Ntillit", "commune", "commune-n-tillit"),
        ("Sony Aliber", "commune", "commune-soni-aliber"),
        ("Sony Ali Ber", "commune", "commune-soni-aliber"),
        ("Baraouéli", "commune", "commune-baroueli"),
        ("Sébécoro 1", None, "commune-sebecoro-i"),
        ("Dougouténé II", None, "commune-dougoutene-2"),
        ("Commune IV du district de Bamako", None, "commune-bamako-iv"),
        ("commune 4", None, "commune-bamako-iv"),
        ("District de Bamako", None, "district-bamako"),
        ("gao (région)", None, "region-gao"),
        ("Gao", "cercle", "cercle-gao"),
        ("cercle de Gao", "commune", "cercle-gao"),
    ],
)
def test_a_name_is_found(gazetteer, written, level, expected):
    match = gazetteer.find(written, level=level)
    assert (match.outcome, match.key, match.written) == (Outcome.RESOLVED, expected, written)


def test_every_place_is_found_by_its_own_name_and_parents(gazetteer):
    for place in gazetteer.places.values():
        match = gazetteer.find(place.name, level=place.level, within=place.parents)
        assert match.key == place.key, place


def test_every_unique_name_of_a_level_is_enough(gazetteer):
    bearers = Counter((place.level, name_key(place.name)) for place in gazetteer.places.values())
    unique = [place for place in gazetteer.places.values() if bearers[place.level, name_key(place.name)] == 1]
    assert len(unique) == 882 - 30  # 13 names are borne by 30 communes
    for place in unique:
        assert gazetteer.find(place.name.upper(), level=place.level).key == place.key


# --- homonyms ---------------------------------------------------------------------------------------

HOMONYMS = {
    "Benkadi": ["banamba", "dioila", "kangaba", "sikasso"],
    "Diédougou": ["dioila", "kati", "koutiala", "segou"],
    "Bamba": ["bourem", "koro"],
    "Baye": ["bankass", "kenieba"],
    "Bougoula": ["kati", "kolondieba"],
    "Dogofry": ["nara", "niono"],
    "Faraba": ["kati", "kenieba"],
    "Farako": ["kolondieba", "segou"],
    "Kapala": ["koutiala", "sikasso"],
    "Koula": ["koulikoro", "tominian"],
    "Niamana": ["nara", "san"],
    "Somo": ["baroueli", "san"],
    "Tilemsi": ["gao", "goundam"],
}


def homonyms_of(gazetteer, name):
    return [
        p for p in gazetteer.places.values() if p.level == "commune" and name_key(p.name) == name_key(name)
    ]


def test_homonyms_are_those_of_the_list(gazetteer):
    bearers = defaultdict(list)
    for place in gazetteer.places.values():
        if place.level == "commune":
            bearers[place.name].append(place.key)
    shared = {name: found for name, found in bearers.items() if len(found) > 1}
    assert {name: len(found) for name, found in shared.items()} == {n: len(c) for n, c in HOMONYMS.items()}


@pytest.mark.parametrize("name", HOMONYMS)
def test_a_homonym_asks_for_the_cercle(gazetteer, name):
    match = gazetteer.find(name, level="commune")
    assert (match.outcome, match.key) == (Outcome.AMBIGUOUS, None)
    assert {candidate.key for candidate in match.candidates} == {p.key for p in homonyms_of(gazetteer, name)}
    assert match.message == (
        f"{len(HOMONYMS[name])} communes s’appellent «\u00a0{name}\u00a0»\u00a0: précisez le cercle."
    )


@pytest.mark.parametrize(("name", "cercles"), HOMONYMS.items())
def test_a_homonym_is_found_with_its_cercle(gazetteer, name, cercles):
    """By the cercle of 1999 as well: that is what documents before the reform of 2023 name."""
    found = {
        cercle: gazetteer.find(f"{name} (cercle de {cercle})", level="commune").key for cercle in cercles
    }
    assert sorted(found.values()) == sorted(place.key for place in homonyms_of(gazetteer, name))
    assert gazetteer.find(name, level="commune", within=[f"cercle-{cercles[0]}"]).key == found[cercles[0]]


def test_labels_tell_homonyms_apart(gazetteer):
    match = gazetteer.find("Bamba", level="commune")
    assert [candidate.label for candidate in match.candidates] == [
        "Bamba (commune, cercle de Bourem)",
        "Bamba (commune, cercle de Koro)",
    ]


# --- levels -----------------------------------------------------------------------------------------


def test_communes_that_bear_the_name_of_a_cercle(gazetteer):
    """A level word or the level asked decides; without either, nobody knows."""
    cercles = {name_key(p.name): p for p in gazetteer.places.values() if p.level == "cercle"}
    communes = [p for p in gazetteer.places.values() if p.level == "commune" and name_key(p.name) in cercles]
    capitals = [p for p in communes if p.cercle and p.cercle == cercles[name_key(p.name)].key]
    assert len(communes) == 113
    assert len(capitals) == 43
    for commune in capitals:
        cercle = cercles[name_key(commune.name)]
        assert gazetteer.find(f"commune de {commune.name}").key == commune.key
        assert gazetteer.find(f"cercle de {commune.name}").key == cercle.key
        assert gazetteer.find(commune.name, level="cercle").key == cercle.key
        assert gazetteer.find(commune.name).outcome is Outcome.AMBIGUOUS


@pytest.mark.parametrize("name", ["Ségou", "San", "Mopti", "Kidal", "Gao", "Sikasso", "Bougouni", "Koutiala"])
def test_names_of_all_three_levels(gazetteer, name):
    match = gazetteer.find(name)
    assert match.outcome is Outcome.AMBIGUOUS
    assert [candidate.level for candidate in match.candidates] == ["region", "cercle", "commune"]
    assert "précisez le niveau" in match.message
    for level in ("region", "cercle", "commune"):
        found = gazetteer.find(f"{level} de {name}")
        assert gazetteer.places[found.key].level == level


# --- parents ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        # the cercle and region of 1999, left behind by the reform
        ("Kalabancoro, cercle de Kati", "commune-kalabancoro"),
        ("Kalabancoro, district de Bamako", "commune-kalabancoro"),
        ("Yangasso, région de Ségou", "commune-yangasso"),
        ("Yangasso, région de San", "commune-yangasso"),
        ("Wassoulou-Ballé, région de Sikasso", "commune-wassoulou-balle"),
        ("Bamba, région de Gao", "commune-bamba-bourem"),
        # a spelling of one commune is the name of another: the parent decides
        ("Zaniena", "commune-zaniena"),
        ("Zaniena, cercle de Koutiala", "commune-zanina"),
        ("Région de Gao : Bara", "commune-bara"),
    ],
)
def test_parents_decide(gazetteer, written, expected):
    assert gazetteer.find(written, level="commune").key == expected


@pytest.mark.parametrize("written", ["Bara, cercle de Gao", "Bara (cercle d’Anso)", "Bara (nulle part)"])
def test_a_name_under_the_wrong_parent_is_only_proposed(gazetteer, written):
    match = gazetteer.find(written, level="commune")
    assert (match.outcome, match.key) == (Outcome.PROPOSED, None)
    assert match.candidates[0].key == "commune-bara"
    assert match.candidates[0].score == 100
    assert "n’est pas trouvé à cet endroit" in match.message


def test_what_the_text_says_counts_before_what_the_caller_says(gazetteer):
    match = gazetteer.find("Bamba, cercle de Koro", level="commune", within=["cercle-bourem"])
    assert match.key == "commune-bamba-koro"


def test_the_frame_of_the_caller_decides_between_homonyms(gazetteer):
    assert gazetteer.find("Tilemsi", level="commune", within=["region-gao"]).key == "commune-tilemsi-gao"


# --- resemblances -----------------------------------------------------------------------------------

NEAR_PAIRS = [
    ("Boura", "Bourra"),
    ("Diomaténé", "Dioumaténé"),
    ("Kendé", "Kendié"),
    ("Bara", "Baya"),
    ("Kani Bozon", "Kani Gogouna"),
    ("Zanina", "Zaniena"),
]


@pytest.mark.parametrize(("left", "right"), NEAR_PAIRS[:3])
def test_near_pairs_are_two_communes(gazetteer, left, right):
    found = {gazetteer.find(name, level="commune").key for name in (left, right)}
    assert len(found) == 2
    assert None not in found


def test_no_commune_is_taken_for_another_one_letter_away(gazetteer):
    """A slip in any name of any near pair is proposed, never resolved, unless it is itself a name."""
    communes = [
        p for p in gazetteer.places.values() if p.level == "commune" and p.region != "district-bamako"
    ]
    names = sorted({normalise(p.name) for p in communes})
    near = [
        (a, b)
        for i, a in enumerate(names)
        for b in names[i + 1 :]
        if Levenshtein.distance(a, b, score_cutoff=1) == 1 and len(a) > 4
    ]
    assert len(near) >= 18
    for a, b in near:
        for name in (a, b):
            slip = f"{name}z"
            match = gazetteer.find(slip, level="commune")
            assert match.outcome is Outcome.PROPOSED
            assert match.key is None


@pytest.mark.parametrize(
    ("written", "level", "expected"),
    [
        ("Gounzouraye", "commune", "commune-gounzoureye"),
        ("Gounzourèyé", "commune", None),
        ("Ansogo", "cercle", "cercle-ansongo"),
        ("Tominia", "cercle", "cercle-tominian"),
        ("Wasulu Ballé", "commune", "commune-wassoulou-balle"),
        ("Ballé Wassoulou", "commune", "commune-wassoulou-balle"),
        ("Kolondjéba", "commune", "commune-kolondieba"),
        ("Segu", "region", "region-segou"),
    ],
)
def test_a_resemblance_is_proposed_first(gazetteer, written, level, expected):
    match = gazetteer.find(written, level=level)
    if expected is None:  # only an accent: the same name
        assert match.is_resolved
        return
    assert (match.outcome, match.key) == (Outcome.PROPOSED, None)
    assert match.candidates[0].key == expected
    assert 70 <= match.candidates[0].score < 100 or written == "Ballé Wassoulou"
    assert match.message.endswith("\u202f?")


def test_proposals_come_with_their_score_best_first(gazetteer):
    match = gazetteer.find("Kendi", level="commune")
    assert [c.key for c in match.candidates[:2]] == ["commune-kendie", "commune-kende"]
    assert [c.score for c in match.candidates] == sorted((c.score for c in match.candidates), reverse=True)
    assert len(match.candidates) <= 5


def test_proposals_of_the_right_frame_come_first(gazetteer):
    match = gazetteer.find("Baraa", level="commune", within=["cercle-ansongo"])
    assert match.candidates[0].key == "commune-bara"


@pytest.mark.parametrize("written", ["Xyzxyz", "", "  ", "Gao, Ansongo", "17 communes"])
def test_what_is_not_one_name_is_unknown(gazetteer, written):
    match = gazetteer.find(written, level="commune")
    assert (match.outcome, match.key, match.candidates) == (Outcome.UNKNOWN, None, ())
    assert match.message


# --- confirmed spellings ----------------------------------------------------------------------------


@pytest.fixture
def small():
    """Two communes called Bara in two cercles, and what people write."""
    places = [
        KnownPlace("r", "region", "Gao"),
        KnownPlace("c1", "cercle", "Ansongo", region="r"),
        KnownPlace("c2", "cercle", "Bourem", region="r"),
        KnownPlace("a", "commune", "Bara", region="r", cercle="c1"),
        KnownPlace("b", "commune", "Tessit", region="r", cercle="c2"),
    ]
    aliases = [
        KnownAlias("Le Marché", "a", within="c1"),
        KnownAlias("Le Marché", "b", within="c2"),
        KnownAlias("Barah", "a"),
        KnownAlias("Tessit", "a"),
        KnownAlias("Perdu", "nowhere"),
    ]
    return Gazetteer(places, aliases)


@pytest.mark.parametrize(
    ("written", "within", "expected"),
    [
        ("BARAH", (), "a"),
        ("Barah", ("c2",), None),
        ("le marché", ("c1",), "a"),
        ("le marché", ("c2",), "b"),
        ("le marché", (), None),
        ("Tessit", (), "b"),  # a name counts before a spelling
        ("Perdu", (), None),
    ],
)
def test_confirmed_spellings(small, written, within, expected):
    assert small.find(written, level="commune", within=within).key == expected


def test_a_place_that_lost_its_parent_still_has_a_label():
    assert Gazetteer([KnownPlace("x", "commune", "Bara", region="lost")]).label("x") == "Bara (commune)"


# --- whatever is typed ------------------------------------------------------------------------------


@given(st.text(max_size=60))
def test_any_text_gets_an_answer(gazetteer, text):
    for match in gazetteer.find_all(text):
        assert match.is_resolved == (match.key is not None)
        assert match.is_resolved or match.message


@given(st.text(max_size=30), st.text(max_size=30))
def test_likeness_is_symmetric_enough(left, right):
    score = likeness(normalise(left), normalise(right))
    assert 0 <= score <= 100
    assert score == pytest.approx(likeness(normalise(right), normalise(left)))

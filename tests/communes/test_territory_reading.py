"""Reading regions.csv, cercles.csv and communes.csv: what they say, and each fault with its place."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from communes.territory import Attached, PartialDate, Record
from communes.territory_files import COLUMNS, decoded, level_of_file
from communes.territory_reading import read_territory

REGIONS = "cle;nom;nature\nregion-gao;Gao;région\nregion-kidal;Kidal;\n"
CERCLES = "nom;region\nGao;Gao\nAnsongo;Gao\nKidal;Kidal\n"
HEADER = "nom;region;cercle;source\n"


def read(communes=None, *, regions=REGIONS, cercles=CERCLES, current=None):
    texts = {"regions.csv": regions, "cercles.csv": cercles, "communes.csv": communes}
    files = {name: text.encode() for name, text in texts.items() if text is not None}
    return read_territory(files, current or {})


def records_of(reading):
    assert [str(fault) for fault in reading.faults] == []
    return {record.key: record for record in reading.records}


def held(reading):
    """What the portal holds once this is loaded."""
    empty = {"spellings": frozenset(), "attachments": (), "region": None, "cercle": None}
    return {r.key: Record(r.key, r.level, {**empty, **r.values}) for r in reading.records}


def faults_of(reading):
    assert reading.records == []
    return [str(fault) for fault in reading.faults]


# --- the reference files ----------------------------------------------------------------------------


def test_counts_of_the_reference_files(reference):
    levels = [record.level for record in reference.records]
    assert [levels.count(level) for level in ("region", "cercle", "commune")] == [20, 159, 703]
    kinds = [record.values["kind"] for record in reference.records]
    assert (kinds.count("region"), kinds.count("district")) == (19, 1)


def test_a_commune_that_the_reform_moved(reference):
    records = records_of(reference)
    yangasso = records["commune-yangasso"].values
    assert (yangasso["region"], yangasso["cercle"]) == ("region-san", None)
    before, now = yangasso["attachments"]
    assert (before.region, before.cercle, str(before.since), str(before.until)) == (
        "region-segou",
        "cercle-bla",
        "1999",
        "12/03/2023",
    )
    assert (now.region, now.cercle, str(now.since), now.until) == ("region-san", None, "13/03/2023", None)


def test_a_commune_that_stayed(reference):
    (only,) = records_of(reference)["commune-bara"].values["attachments"]
    assert (only.region, only.cercle, str(only.since), only.until) == (
        "region-gao",
        "cercle-ansongo",
        "1999",
        None,
    )


def test_the_twenty_communes_whose_cercle_is_unknown(reference):
    communes = [record for record in reference.records if record.level == "commune"]
    unknown = [r for r in communes if r.values["cercle"] is None and r.values["region"] != "district-bamako"]
    of_bamako = [
        r for r in communes if r.values["cercle"] is None and r.values["region"] == "district-bamako"
    ]
    assert len(unknown) == 14
    assert len(of_bamako) == 12  # the six communes of the district, and six left by the cercle of Kati


def test_homonyms_of_the_reference_files_say_what_tells_them_apart(reference):
    records = records_of(reference)
    assert records["commune-bamba-koro"].values["qualifier"] == "cercle de Koro"
    assert records["commune-faraba-kati"].values["qualifier"] == "région de Bougouni"
    assert records["commune-bara"].values["qualifier"] == ""


def test_codes_keep_their_numbering(reference):
    """ML070101 was the commune of Anchawadi and is now that of Ansongo."""
    records = records_of(reference)
    assert records["commune-ansongo"].values["code:ocha-2019"] == "ML070101"
    assert records["commune-anchawadi"].values["code:ocha-2015"] == "ML070101"
    assert records["cercle-ansongo"].values["code:loi-2023-007"] == "0703"


# --- what is read -----------------------------------------------------------------------------------


def test_keys_are_made_from_names():
    reading = read(HEADER + "N’Tillit;Gao;Gao;loi\nBara;Gao;Ansongo;loi\nBara;Kidal;Kidal;loi\n")
    communes = [record.key for record in reading.records if record.level == "commune"]
    assert communes == ["commune-n-tillit", "commune-bara-ansongo", "commune-bara-kidal"]


def test_a_line_without_key_is_the_place_of_that_name_and_parents():
    first = read("cle;" + HEADER + "commune-a-moi;Bara;Gao;Ansongo;loi\n")
    again = read(HEADER + "BARA;region-gao;cercle-ansongo;loi\n", current=held(first))
    assert [r.key for r in again.records if r.level == "commune"] == ["commune-a-moi"]


def test_a_key_made_twice_gets_its_parent():
    first = read(HEADER + "Bara;Gao;Ansongo;loi\n")
    again = read(HEADER + "Bara;Kidal;Kidal;loi\n", current=held(first))
    assert [r.key for r in again.records if r.level == "commune"] == ["commune-bara-kidal"]


def test_one_file_alone_finds_its_parents_in_the_portal():
    reading = read(HEADER + "Bara;Gao;Ansongo;loi\n", regions=None, cercles=None, current=held(read()))
    assert records_of(reading)["commune-bara"].values["cercle"] == "cercle-ansongo"
    assert reading.levels == ["commune"]


@pytest.mark.parametrize("separator", [";", ","])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_what_spreadsheets_write(separator, encoding):
    text = (HEADER + "Gounzourèye;Gao;Gao;loi\n\n;;;\n").replace(";", separator)
    files = {"communes.csv": text.encode(encoding)}
    reading = read_territory(files, held(read()))
    assert records_of(reading)["commune-gounzoureye"].values["name"] == "Gounzourèye"


def test_headings_are_forgiven_their_accents():
    reading = read("NOM;Région;Cercle;Source\nBara;Gao;Ansongo;loi\n")
    assert records_of(reading)["commune-bara"].values["cercle"] == "cercle-ansongo"


def test_unknown_columns_are_named():
    reading = read(HEADER.strip() + ";superficie\nBara;Gao;Ansongo;loi;12\n")
    assert reading.ignored["communes.csv"] == ["superficie"]


def test_all_columns():
    reading = read(
        "cle;nom;region;cercle;depuis;source;region_precedente;cercle_precedent;depuis_precedent;"
        "source_precedente;code_ocha_2019;latitude;longitude;population;annee_population;existe;"
        "autres_graphies\n"
        "commune-bara;Bara;Gao;Ansongo;13/03/2023;loi de 2023;Kidal;Kidal;1999;loi de 1999;ML07;"
        "16,5;0.25;12 500;2022;non;Barah | BARA | Baara\n"
    )
    values = dict(records_of(reading)["commune-bara"].values)
    now, before = values["attachments"][1], values["attachments"][0]
    assert now == Attached("loi de 2023", "region-gao", "cercle-ansongo", PartialDate.read("13/03/2023"))
    assert (before.region, before.cercle, str(before.until)) == ("region-kidal", "cercle-kidal", "12/03/2023")
    assert values["code:ocha-2019"] == "ML07"
    assert (str(values["latitude"]), str(values["longitude"])) == ("16.5", "0.25")
    assert (values["population"], values["population_year"], values["is_active"]) == (12500, 2022, False)
    assert values["spellings"] == {"Barah", "Baara"}  # its own name is not another spelling


def test_a_move_in_the_portal_ends_what_was_in_force():
    first = read("nom;region;cercle;depuis;source\nBara;Gao;Ansongo;1999;loi de 1999\n")
    moved = read("nom;region;cercle;depuis;source\nBara;Gao;Gao;2024;loi de 2024\n", current=held(first))
    before, now = records_of(moved)["commune-bara"].values["attachments"]
    assert (before.cercle, str(before.until), now.cercle) == ("cercle-ansongo", "2024", "cercle-gao")


# --- faults -----------------------------------------------------------------------------------------

FAULTS = [
    (
        HEADER + "Bara;Gaoo;Ansongo;loi\n",
        "ligne 2, colonne «\u00a0region\u00a0»\u00a0: «\u00a0Gaoo\u00a0»\u202f; attendu\u00a0: le nom ou la clé d’une",
    ),
    (HEADER + "Bara;Kidal;Ansongo;loi\n", "le nom ou la clé d’un cercle de la région Kidal."),
    (HEADER + "Bara;Gao;Ansongo;loi\n;Gao;Gao;loi\n", "ligne 3, colonne «\u00a0nom\u00a0»\u00a0: vide"),
    (HEADER + "…;Gao;Gao;loi\n", "colonne «\u00a0nom\u00a0»\u00a0: «\u00a0…\u00a0»"),
    (HEADER + "Bara;;;loi\n", "colonne «\u00a0region\u00a0»\u00a0: vide"),
    (HEADER + "Bara;Gao;;\n", "colonne «\u00a0source\u00a0»\u00a0: vide"),
    (HEADER + "Bara;Gao;Gao;loi\nBARA;Gao;Gao;loi\n", "un nom que nul autre lieu ne porte au même endroit."),
    ("nom;region\nBara;Gao\n", "colonne «\u00a0source\u00a0»\u00a0: vide\u202f; attendu\u00a0: cette colonne."),
    (
        "cle;" + HEADER + "une;Bara;Gao;Gao;loi\nune;Tessit;Gao;Gao;loi\n",
        "ligne 3, colonne «\u00a0cle\u00a0»\u00a0: «\u00a0une\u00a0»\u202f; attendu\u00a0: une clé différente",
    ),
    ("cle;" + HEADER + "Une Clé;Bara;Gao;Gao;loi\n", "une clé en minuscules sans accents"),
    ("cle;" + HEADER + "region-gao;Bara;Gao;Gao;loi\n", "une clé différente de celle d’une autre ligne"),
    ("latitude;longitude;" + HEADER + "48,8;2,3;Bara;Gao;Gao;loi\n", "un nombre de 10 à 25,1, ou rien."),
    ("latitude;longitude;" + HEADER + "nord;0;Bara;Gao;Gao;loi\n", "«\u00a0nord\u00a0»"),
    ("latitude;longitude;" + HEADER + "NaN;0;Bara;Gao;Gao;loi\n", "«\u00a0NaN\u00a0»"),
    ("latitude;longitude;" + HEADER + "16;;Bara;Gao;Gao;loi\n", "la latitude et la longitude, ou aucune des deux."),
    ("population;" + HEADER + "beaucoup;Bara;Gao;Gao;loi\n", "un nombre d’habitants, ou rien."),
    ("population;" + HEADER + "100;Bara;Gao;Gao;loi\n", "la population et son année, ou aucune des deux."),
    ("annee_population;" + HEADER + "22;Bara;Gao;Gao;loi\n", "une année depuis 1960, ou rien."),
    ("existe;" + HEADER + "peut-être;Bara;Gao;Gao;loi\n", "oui ou non."),
    ("depuis;" + HEADER + "hier;Bara;Gao;Gao;loi\n", "une date écrite 13/03/2023, 03/2023 ou 1999, ou rien."),
    ("region_precedente;" + HEADER + "Kidal;Bara;Gao;Gao;loi\n", "la région précédente et sa source."),
    (
        "region_precedente;source_precedente;" + HEADER + "Kidal;loi de 1999;Bara;Gao;Gao;loi\n",
        "la date du nouveau rattachement, qui met fin au précédent.",
    ),
    ("code_ocha_2019;" + HEADER + "ML1;Bara;Gao;Gao;loi\nML1;Sy;Gao;Gao;loi\n", "un code qui n’est celui d’aucun"),
    (
        "autres_graphies;" + HEADER + "Barah;Bara;Gao;Gao;loi\nBARAH;Sy;Gao;Gao;loi\n",
        "des graphies d’un seul lieu de ce niveau.",
    ),
    ("autres_graphies;" + HEADER + "Sy;Bara;Gao;Gao;loi\n;Sy;Gao;Gao;loi\n", "qui n’est pas le nom d’un lieu voisin."),
]  # fmt: skip


@pytest.mark.parametrize(("communes", "expected"), FAULTS)
def test_a_fault_says_where_and_what(communes, expected):
    faults = faults_of(read(communes))
    assert any(expected in fault for fault in faults), faults


def test_several_cercles_of_one_name_ask_for_the_key():
    cercles = "nom;region\nGao;Gao\nGao;Kidal\n"
    header = "cercle_precedent;region_precedente;source_precedente;depuis;" + HEADER
    reading = read(header + "Gao;Gao;loi de 1999;2023;Bara;Gao;;loi\n", cercles=cercles)
    assert "(plusieurs portent ce nom\u00a0: écrivez la clé)" in faults_of(reading)[0]


@pytest.mark.parametrize(
    ("heading", "cell", "expected"),
    [
        ("code_iso_3166_2", "x" * 21, "un code de 20 signes au plus"),
        ("autres_graphies", "x" * 161, "des graphies séparées par |."),
        ("source_precedente", "x" * 121, "le texte qui fixait le rattachement."),
        ("cle", "x" * 101, "une clé en minuscules"),
    ],
)
def test_what_a_column_cannot_hold(heading, cell, expected):
    (fault,) = faults_of(read(f"{heading};{HEADER}{cell};Bara;Gao;Gao;loi\n"))
    assert expected in fault


def test_a_key_of_another_level_in_the_portal_is_refused():
    current = held(read("cle;" + HEADER + "une-cle;Bara;Gao;Gao;loi\n"))
    reading = read(regions="cle;nom\nune-cle;Ménaka\n", cercles=None, current=current)
    assert "une clé qui n’est pas déjà celle d’un autre niveau (une-cle)" in faults_of(reading)[0]


def test_homonyms_without_key_are_known_by_their_cercle():
    header = "cle;" + HEADER
    first = read(header + "une;Bara;Gao;Gao;loi\nautre;Bara;Gao;Ansongo;loi\n")
    again = read(HEADER + "Bara;Gao;Ansongo;loi\nBara;Gao;Gao;loi\n", current=held(first))
    assert [r.key for r in again.records if r.level == "commune"] == ["autre", "une"]


def test_a_name_of_the_portal_is_not_given_to_another_place():
    current = held(read(HEADER + "Bara;Gao;Ansongo;loi\n"))
    reading = read("cle;" + HEADER + "commune-autre;Bara;Gao;Ansongo;loi\n", current=current)
    assert any("un nom que nul autre lieu" in fault for fault in faults_of(reading))


def test_a_cercle_that_moves_takes_its_communes():
    current = held(read(HEADER + "Bara;Gao;Ansongo;loi\n"))
    moving = "cle;nom;region\ncercle-ansongo;Ansongo;Kidal\n"
    reading = read(regions=None, cercles=moving, current=current)
    assert "la région de ses communes" in faults_of(reading)[0]
    header = "cle;depuis;" + HEADER
    together = read(
        header + "commune-bara;2024;Bara;Kidal;Ansongo;loi de 2024\n",
        regions=None,
        cercles=moving,
        current=current,
    )
    assert records_of(together)["commune-bara"].values["region"] == "region-kidal"


def test_all_faults_are_told_at_once():
    reading = read("latitude;" + HEADER + "x;Bara;Nulle;Part;\n", regions="nom;nature\nGao;pays\n")
    assert len(faults_of(reading)) >= 4


def test_a_file_of_another_name():
    reading = read_territory({"villages.csv": b"nom\nBara\n"}, {})
    (fault,) = faults_of(reading)
    assert fault.startswith("villages.csv, ligne 1, colonne «\u00a0nom du fichier\u00a0»")
    assert fault.endswith("attendu\u00a0: regions.csv, cercles.csv ou communes.csv.")


def test_a_file_that_is_no_csv():
    assert faults_of(read_territory({"regions.csv": b'nom\n"' + b"x" * 200_000}, {}))


@pytest.mark.parametrize(
    ("name", "level"),
    [
        ("regions.csv", "region"),
        ("Cercles 2024.csv", "cercle"),
        ("communes-officielles.csv", "commune"),
        ("x.csv", None),
    ],
)
def test_level_of_file(name, level):
    assert level_of_file(name) == level


def test_decoded():
    assert decoded("Ségou".encode("cp1252")) == decoded("Ségou".encode()) == "Ségou"


@given(st.text(alphabet=';,\n"ab12é|/', max_size=200))
def test_any_text_is_read_or_refused(text):
    headings = ";".join(column.heading for column in COLUMNS)
    for name in ("regions.csv", "cercles.csv", "communes.csv"):
        reading = read_territory({name: f"{headings}\n{text}".encode()}, {})
        assert not (reading.faults and reading.records)

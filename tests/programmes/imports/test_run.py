"""The import path: created, changed, unchanged; every fault at once; nothing half written; twice is once."""

from datetime import date
from decimal import Decimal

import pytest

from accounts.models import AuditEvent
from programmes.actions.refusals import Refusal
from programmes.imports.faults import Effect, UnreadableFileError
from programmes.imports.run import import_file
from programmes.models import (
    Achievement,
    Contribution,
    Department,
    IndicatorTarget,
    Partner,
    Programme,
    Result,
    SwotAnalysis,
    TargetGroup,
    Workshop,
)
from tests.factories import DepartmentFactory, IndicatorFactory, PartnerFactory, ProgrammeFactory

pytestmark = pytest.mark.django_db

PARTNERS = ["Code", "Nom", "Sigle", "Nature", "Autres graphies"]
UNICEF = ["UNICEF", "Fonds des Nations unies pour l’enfance", "UNICEF", "PTF", "Unicef Mali"]


def effects(report) -> list[Effect]:
    return [one.effect for one in report.outcomes]


def test_the_preview_writes_nothing(load):
    report = load("partners", PARTNERS, UNICEF, apply=False)
    assert (report.created, report.applied, Partner.objects.count()) == (1, False, 0)
    assert AuditEvent.objects.count() == 0


def test_created_then_unchanged_then_changed(load):
    report = load("partners", PARTNERS, UNICEF)
    assert report.applied
    assert effects(report) == [Effect.CREATED]
    assert [alias.written for alias in Partner.objects.get().aliases.all()] == ["Unicef Mali"]

    report = load("partners", PARTNERS, UNICEF)
    assert report.changes_nothing
    assert not report.applied
    assert effects(report) == [Effect.UNCHANGED]

    changed = ["unicef", "UNICEF Mali", "", "ONG", "L’Unicef"]
    report = load("partners", PARTNERS, changed)
    [row] = report.outcomes
    assert {(one.heading, one.old, one.new) for one in row.changes} == {
        ("Code", "UNICEF", "unicef"),
        ("Nom", "Fonds des Nations unies pour l’enfance", "UNICEF Mali"),
        ("Sigle", "UNICEF", "vide"),
        ("Nature", "partenaire technique et financier", "organisation non gouvernementale"),
        ("Autres graphies", "Unicef Mali", "L’Unicef, Unicef Mali"),
    }
    partner = Partner.objects.get()
    assert (partner.name, partner.acronym, partner.kind) == ("UNICEF Mali", "", "ngo")
    assert partner.aliases.count() == 2


def test_what_was_read_of_a_new_row_is_told_before_it_is_written(load):
    lines = ["Code", "Titre", "Budget", "Début", "Fin"], ["A", "Un", "1,5 million", "T2 2024", ""]

    report = load("programmes", *lines, apply=False)

    [row] = report.outcomes
    told = {one.heading: one.new.replace("\u202f", " ").replace("\u00a0", " ") for one in row.changes}
    assert told == {"Titre": "Un", "Budget": "1 500 000 FCFA", "Début": "2e trimestre 2024"}
    assert {one.old for one in row.changes} == {""}


def test_beyond_what_anybody_looks_through_new_rows_only_have_their_name(load, monkeypatch):
    monkeypatch.setattr("programmes.imports.writers.MOST_TOLD", 1)
    monkeypatch.setattr("programmes.imports.run.MOST_TOLD", 1)

    report = load("programmes", ["Code", "Titre"], ["A", "Un"], ["B", "Deux"], apply=False)

    assert [bool(row.changes) for row in report.outcomes] == [True, False]
    assert any("1 premières lignes" in notice for notice in report.notices)


def test_each_write_leaves_its_trace_under_one_operation(load, admin):
    report = load(
        "partners", PARTNERS, UNICEF, ["PAM", "Programme alimentaire mondial", "PAM", "", ""], by=admin
    )
    events = AuditEvent.objects.filter(operation=report.operation)
    assert [(event.action, event.actor, event.after["code"]) for event in events.order_by("pk")] == [
        ("partner.create", admin, "UNICEF"),
        ("partner.create", admin, "PAM"),
    ]
    report = load("partners", PARTNERS[:2], ["PAM", "Le PAM"], by=admin)
    event = AuditEvent.objects.get(operation=report.operation)
    assert (event.action, event.before, event.after) == (
        "partner.change",
        {"name": "Programme alimentaire mondial"},
        {"name": "Le PAM"},
    )


def test_a_column_that_is_absent_changes_nothing(load):
    load("partners", PARTNERS, UNICEF)
    report = load("partners", ["Code", "Nom"], UNICEF[:2])
    assert report.changes_nothing
    assert Partner.objects.get().acronym == "UNICEF"


def test_all_faults_at_once_and_nothing_written(load, messages):
    report = load(
        "programmes",
        ["Programmes de la DGCT"],
        ["Code", "Titre", "Budget", "Début", "Fin", "Nombre de communes"],
        ["P 1", None, "beaucoup", "2024", "2023", "4"],
        ["P2", "Bon", "1 000 FCFA", "2023", "2024", "quatre"],
        ["P3", "Fin avant début", None, "2024", "2023", None],
        ["P4", "Titre", "12 cauris", "31/11/2023", "jamais", "-1"],
    )
    assert report.faults
    assert not report.applied
    assert Programme.objects.count() == 0
    found = {(row, letter) for row, letter, _ in messages(report)}
    assert found == {(3, "A"), (3, "B"), (3, "C"), (5, ""), (6, "C"), (6, "D"), (6, "E"), (6, "F")}
    assert (5, "", "La fin doit être postérieure ou égale au début.") in messages(report)
    assert report.count(Effect.CREATED) == 1
    assert report.refused == 3


def test_a_fault_names_the_cell(load):
    report = load("partners", ["Code", "Nom", "Nature"], ["A", "Un", "chose"])
    [fault] = report.faults
    assert str(fault.where).replace("\u00a0", " ") == "partners, ligne 2, colonne C, « Nature »"
    assert fault.value == "chose"
    assert "organisation non gouvernementale" in fault.message


def test_a_rule_of_the_model_becomes_a_fault_on_its_cell(load, messages):
    PartnerFactory(code="AUTRE", name="UNICEF")
    report = load("partners", ["Code", "Nom", "Sigle"], ["A", "unicef", None], ["B", "Deux", "X" * 41])
    first, second = messages(report)
    assert first == (2, "", "Un partenaire porte déjà ce nom.")
    assert second[:2] == (3, "C")
    assert "40 caractères" in second[2]


def test_the_same_row_twice_is_a_fault(load, messages):
    report = load("partners", ["Code", "Nom"], ["A", "Un"], ["B", "Deux"], ["a", "Trois"])
    assert [(row, text.replace("\u00a0", " ")) for row, _, text in messages(report)] == [
        (4, "même ligne qu’à la ligne 2 : gardez-en une seule")
    ]


def test_an_unknown_name_is_never_guessed(load, messages):
    DepartmentFactory(code="SDFL", name="Sous-direction Finances locales")
    heading = ["Code", "Titre", "Exercice", "Structure"]
    report = load("plans", heading, ["P", "Plan", 2024, "Sous-direction Finance locale"])
    [(row, letter, message)] = messages(report)
    assert (row, letter) == (2, "D")
    assert "le plus proche" in message
    assert "Sous-direction Finances locales (" in message


@pytest.mark.parametrize(
    "written",
    ["SDFL", "sdfl", "Sous-direction Finances locales", "SOUS DIRECTION FINANCES LOCALES", "Finances"],
)
def test_a_name_is_known_by_code_name_acronym_or_spelling(load, written):
    finances = DepartmentFactory(code="DFL", acronym="SDFL", name="Sous-direction Finances locales")
    finances.aliases.create(written="Finances")
    report = load("plans", ["Code", "Titre", "Exercice", "Structure"], ["P", "Plan", "2024", written])
    assert not report.faults
    assert finances.plans.get().code == "P"


def test_a_spelling_that_is_anothers_is_a_fault_on_its_row(load, messages):
    load("partners", PARTNERS, UNICEF, ["PAM", "Programme alimentaire mondial", "PAM", "PTF", "P.A.M."])
    report = load(
        "partners",
        PARTNERS,
        ["A", "Un", "", "ONG", "Unicef Mali"],
        ["B", "Deux", "", "ONG", "Fonds des Nations unies pour l’enfance"],
        ["C", "Trois", "", "ONG", "Le trois"],
        ["D", "Quatre", "", "ONG", "Le Trois"],
    )
    assert effects(report) == [Effect.REFUSED, Effect.REFUSED, Effect.CREATED, Effect.REFUSED]
    assert [(fault.where.row, fault.where.letter) for fault in report.faults] == [
        (2, "E"),
        (3, "E"),
        (5, "E"),
    ]
    assert Partner.objects.count() == 2


def test_whoever_names_a_row_that_was_refused_at_its_writing_is_told_so(load):
    load("departments", ["Code", "Nom", "Autres graphies"], ["DGCT", "Direction", "D.G.C.T."])
    rows = (
        ["Code", "Nom", "Relève de", "Autres graphies"],
        ["A", "Un", "", "D.G.C.T."],
        ["B", "Deux", "A", ""],
    )
    report = load("departments", *rows)
    assert effects(report) == [Effect.REFUSED, Effect.REFUSED]
    assert "sa propre ligne est à corriger d’abord" in report.faults[1].message


def test_a_name_that_two_bear_asks_for_the_code(load, messages):
    PartnerFactory(code="ARGA-MALI", acronym="ARGA")
    PartnerFactory(code="ARGA-INTER", acronym="ARGA")
    ProgrammeFactory(code="PECIC")
    report = load("participations", ["Programme", "Partenaire", "Rôle"], ["PECIC", "ARGA", "bailleur"])
    [(_, letter, message)] = messages(report)
    assert letter == "B"
    assert "ARGA-MALI" in message
    assert "ARGA-INTER" in message


def test_a_row_may_name_one_that_stands_below_it(load):
    report = load(
        "departments",
        ["Code", "Nom", "Rattachée à"],
        ["SDFL", "Finances locales", "DGCT"],
        ["B", "Bureau", "SDFL"],
        ["DGCT", "Direction générale", None],
    )
    assert not report.faults
    assert [one.where.row for one in report.outcomes] == [2, 3, 4]
    assert Department.objects.get(code="B").parent.parent.code == "DGCT"


def test_rows_that_wait_for_nobody_are_refused(load, messages):
    report = load("departments", ["Code", "Nom", "Rattachée à"], ["A", "Un", "B"], ["B", "Deux", "A"])
    assert [(row, letter) for row, letter, _ in messages(report)] == [(2, "C"), (3, "C")]
    assert Department.objects.count() == 0


def test_a_workbook_is_loaded_in_order_whatever_its_sheets(load_book):
    report = load_book(
        {
            "Lisez-moi": [["Ce classeur…"]],
            "contributions": [["Programme", "Partenaire", "Montant"], ["EAM", "Plan", "96 303 057FCFA"]],
            "programmes": [["Code", "Titre"], ["EAM", "Ensemble pour un avenir meilleur"]],
            "Partners": [["Code", "Nom", "Autres graphies"], ["PLAN", "Plan International Mali", "Plan"]],
            "Feuil3": [],
        }
    )
    assert not report.faults
    contribution = Contribution.objects.get()
    assert (contribution.programme.code, contribution.partner.code) == ("EAM", "PLAN")
    assert (contribution.amount, contribution.currency) == (Decimal(96_303_057), "XOF")


def test_a_fault_in_one_sheet_keeps_the_others_from_being_written(load_book, messages):
    report = load_book(
        {
            "partners": [["Code", "Nom"], ["PLAN", "Plan International"]],
            "programmes": [["Code", "Titre", "Budget"], ["EAM", "Ensemble", "beaucoup"]],
            "contributions": [["Programme", "Partenaire"], ["EAM", "PLAN"]],
        }
    )
    assert Partner.objects.count() == 0
    assert [(one.where.sheet, one.where.letter) for one in report.faults] == [
        ("programmes", "C"),
        ("contributions", "A"),
    ]
    assert "sa propre ligne est à corriger d’abord (programmes, ligne 2)" in report.faults[1].message


def test_unknown_sheets_and_headings_are_said(load_book):
    report = load_book({"partenaires": [["Code", "Nom"], ["A", "Un"]]})
    assert "nommez-la « partners »" in report.faults[0].message.replace("\u00a0", " ")
    report = load_book({"Budget 2024": [["Code", "Nom"], ["A", "Un"]]})
    assert "donnez-lui le nom de sa sorte" in report.faults[0].message
    report = load_book({"partners": [["Code", "Nom", "Téléphone"], ["A", "Un", "20 22"]]})
    assert not report.faults
    assert [notice.replace("\u00a0", " ") for notice in report.notices] == [
        "Feuille « partners », colonne C « Téléphone » : intitulé inconnu, ignorée."
    ]


def test_a_sheet_without_headings_is_said(load):
    report = load("partners", ["bonjour"], ["tout", "le", "monde"])
    assert "ligne des intitulés introuvable" in report.faults[0].message
    assert load("partners").faults[0].message.startswith("aucune feuille")


def test_the_sheet_of_a_kind_is_found_among_others(book):
    path = book({"Lisez-moi": [["x"]], "Notes": [["a", "b"]], "Feuil1": [["Code", "Nom"], ["A", "Un"]]})
    report = import_file(path, "partners", by=None, apply=True)
    assert report.created == 1
    assert "Non lues" in report.notices[0]


def test_csv_in_windows_1252(tmp_path):
    path = tmp_path / "structures.csv"
    path.write_bytes("Code;Nom;Nature\nCDC;Centre de Documentation – Ségou;centre\n".encode("cp1252"))
    report = import_file(path, "departments", by=None, apply=True)
    assert not report.faults
    assert Department.objects.get().name == "Centre de Documentation – Ségou"


def test_a_doubtful_reading_is_asked_and_keeps_the_file_out(load):
    rows = (["Code", "Titre", "Budget"], ["EAM", "Ensemble", "1.500"])
    report = load("programmes", *rows)
    [question] = report.questions
    assert (question.where.row, question.where.letter, question.value) == (2, "C", "1.500")
    assert not report.applied
    assert Programme.objects.count() == 0
    assert load("programmes", *rows, accept=True).applied
    assert Programme.objects.get().budget == 1500


def test_currencies(load, messages):
    heading = ["Code", "Titre", "Devise", "Budget"]
    report = load(
        "programmes",
        heading,
        ["A", "Un", None, "171764,90 EURO"],
        ["B", "Deux", "USD", "447 746"],
        ["C", "Trois", "EUR", "5 000 FCFA"],
    )
    assert [(row, letter) for row, letter, _ in messages(report)] == [(4, "D")]
    load("programmes", heading, ["A", "Un", None, "171764,90 EURO"], ["B", "Deux", "USD", "447 746"])
    assert list(Programme.objects.order_by("code").values_list("budget", "currency")) == [
        (Decimal("171764.90"), "EUR"),
        (Decimal(447746), "USD"),
    ]
    assert load("programmes", heading[:2] + heading[3:], ["A", "Un", "171 764,90 EUR"]).changes_nothing


def test_partial_dates_are_kept_and_shown_as_written(load):
    heading = ["Code", "Titre", "Début", "Fin"]
    load("programmes", heading, ["DDRK-III", "Phase III", "fin 2008", "fin 2011"])
    phase = Programme.objects.get()
    assert (phase.start, phase.start_precision) == (date(2008, 9, 1), "year_end")
    assert (phase.end, phase.end_precision) == (date(2011, 12, 31), "year_end")
    report = load("programmes", heading, ["DDRK-III", "Phase III", "fin 2008", "décembre 2011"])
    [change] = report.outcomes[0].changes
    assert (change.heading, change.old, change.new) == ("Fin", "fin 2011", "décembre 2011")


def test_places_are_found_and_homonyms_asked(load, messages, territory):
    heading = ["Code", "Titre", "Localisation"]
    text = "Région de Gao/cercle d’Ansongo/Communes de Gounzourèye et Bara"
    assert not load("programmes", heading, ["EAM", "Ensemble", text]).faults
    assert set(Programme.objects.get().places.all()) == {territory["bara"], territory["gounzoureye"]}
    assert load("programmes", heading, ["EAM", "Ensemble", "Gounzoureye ; Bara (Ansongo)"]).changes_nothing

    report = load("programmes", heading, ["A", "Un", "commune de Bara"], ["B", "Deux", "Gounzouraye"])
    (_, letter, homonym), (_, _, near) = messages(report)
    assert letter == "C"
    assert "cercle d’Ansongo) (100)" in homonym
    assert "cercle de Koro) (100)" in homonym
    assert "Gounzourèye (commune, cercle d’Ansongo) (" in near
    assert Programme.objects.count() == 1


def test_a_change_of_places_is_shown(load, territory):
    heading = ["Code", "Titre", "Localisation"]
    load("programmes", heading, ["EAM", "Ensemble", "commune de Gounzourèye"])
    report = load("programmes", heading, ["EAM", "Ensemble", "cercle d’Ansongo"])
    [change] = report.outcomes[0].changes
    assert (change.old, change.new) == ("Gounzourèye (commune)", "Ansongo (cercle)")
    assert load("programmes", heading, ["EAM", "Ensemble", None]).changed == 1
    assert not Programme.objects.get().places.exists()


def test_results_are_known_by_programme_and_code(load):
    ProgrammeFactory(code="EAM")
    rows = (
        ["Programme", "Code", "Niveau", "Énoncé", "Relève de"],
        ["EAM", "R1.1", "résultat", "Les acteurs sont renforcés", "OS1"],
        ["EAM", "OS1", "objectif", "Protéger", None],
    )
    assert load("results", *rows).created == 2
    assert Result.objects.get(code="R1.1").parent.code == "OS1"
    assert load("results", *rows).changes_nothing
    report = load("results", ["Code", "Énoncé"], ["R1.1", "x"])
    assert report.faults[0].message == "Un résultat relève d’un programme ou d’un plan, pas des deux."


def test_achievements_keep_their_order_in_their_result(load, territory):
    programme = ProgrammeFactory(code="EAM")
    Result.objects.create(programme=programme, code="R1.1", text="…")
    rows = (
        ["Programme", "Résultat", "Nature", "Réalisation", "Quantité", "Unité", "Localisation"],
        ["EAM", "R1.1", "formation", "Acteurs formés", 100, "acteurs", "commune de Gounzourèye"],
        ["EAM", "R1.1", "formation", "Prestataires formés", "100", "prestataires", None],
        ["EAM", None, "plaidoyer", "Plaidoyers", 4, None, None],
    )
    assert load("achievements", *rows).created == 3
    assert list(Achievement.objects.order_by("pk").values_list("result__code", "position", "quantity")) == [
        ("R1.1", 1, 100),
        ("R1.1", 2, 100),
        (None, 1, 4),
    ]
    assert load("achievements", *rows).changes_nothing


def test_ranked_rows_follow_those_already_there(load):
    ProgrammeFactory(code="EAM")
    load("target-groups", ["Programme", "Bénéficiaires"], ["EAM", "Les enfants"], ["EAM", "Les jeunes"])
    load("target-groups", ["Programme", "Bénéficiaires"], ["EAM", "Les centres"])
    assert list(TargetGroup.objects.values_list("label", "position")) == [
        ("Les enfants", 1),
        ("Les jeunes", 2),
        ("Les centres", 3),
    ]


def test_a_diagnosis_is_made_of_its_lines(load, territory):
    ProgrammeFactory(code="PECIC")
    rows = (
        ["Programme", "Commune", "Rubrique", "Constat"],
        ["PECIC", "Gounzourèye", "Forces", "Un mécanisme reconnu"],
        ["PECIC", "Gounzourèye", "menace", "L’insécurité"],
    )
    assert load("swot", *rows).created == 2
    assert SwotAnalysis.objects.get().items.count() == 2
    assert load("swot", *rows).changes_nothing


def test_a_revised_target_replaces_the_one_before(load):
    IndicatorFactory(code="I1", programme__code="PECIC")
    heading = ["Programme", "Indicateur", "Commune non nommée", "Cible", "Motif de la révision"]
    rows = (
        ["PECIC", "I1", None, 14, None],
        ["PECIC", "I1", "7e commune", 2, None],
        ["PECIC", "I1", None, 12, "crise"],
    )
    assert not load("targets", heading, *rows).faults
    revised = IndicatorTarget.objects.get(reason="crise")
    assert revised.replaces.value == 14
    assert load("targets", heading, *rows).changes_nothing
    report = load("targets", heading, ["PECIC", "I1", "autre", 3, "sans cible initiale"])
    assert "Aucune cible à remplacer" in report.faults[0].message


def test_parts_of_a_measurement_need_it(load):
    IndicatorFactory(code="I1", programme__code="PECIC")
    part = (
        ["Programme", "Indicateur", "Début", "Fin", "Sexe", "Valeur"],
        ["PECIC", "I1", "2021", "2021", "F", 3],
    )
    assert "donnez-la d’abord" in load("measurement-parts", *part).faults[0].message
    load(
        "measurements",
        ["Programme", "Indicateur", "Début", "Fin", "Valeur"],
        ["PECIC", "I1", "2021", "2021", 8],
    )
    assert load("measurement-parts", *part).created == 1
    assert load("measurement-parts", *part).changes_nothing


def test_attendance_is_kept_as_it_was_said(load):
    rows = (
        ["Code", "Titre", "Participants", "Femmes", "Heure"],
        ["W1", "Table ronde", "une cinquantaine de participants, dont 4 femmes", None, "9 heures"],
        ["W2", "Réunion", 12, 5, None],
        ["W3", "Atelier", None, None, None],
    )
    report = load("workshops", *rows)
    assert not report.faults
    values = Workshop.objects.order_by("code").values_list("attendance", "attendance_count", "women", "men")
    assert list(values) == [
        (50, "approximate", 4, None),
        (12, "exact", 5, None),
        (None, "unknown", None, None),
    ]
    assert Workshop.objects.get(code="W1").attendance_text.startswith("une cinquantaine")
    assert load("workshops", *rows).changes_nothing


def test_who_may_not_import_is_refused(load, agent):
    with pytest.raises(Refusal, match="rôle"):
        load("partners", PARTNERS, UNICEF, by=agent)
    assert Partner.objects.count() == 0


def test_an_unknown_kind_lists_the_kinds(book):
    with pytest.raises(Refusal, match="departments"):
        import_file(book({"a": [["b"]]}), "partenaires", by=None, apply=True)


def test_the_territory_is_imported_by_its_own_reader(tmp_path, territory, book):
    path = tmp_path / "regions.csv"
    path.write_text("cle;nom;nature\nregion-gao;Gao;région\nregion-kidal;Kidal;région\n", encoding="utf-8")
    report = import_file(path, "territory", by=None, apply=True)
    assert (report.created, report.unchanged, report.applied) == (1, 1, True)
    told = {one.target: (one.effect, str(one.where)) for one in report.outcomes}
    assert told == {"Gao": (Effect.UNCHANGED, "regions.csv"), "Kidal": (Effect.CREATED, "regions.csv")}
    assert import_file(path, "territory", by=None, apply=True).changes_nothing
    path.write_text("cle;nom;nature\nregion-kayes;;région\n", encoding="utf-8")
    assert import_file(path, "territory", by=None, apply=True).faults[0].where.row == 2
    with pytest.raises(UnreadableFileError, match="CSV"):
        import_file(book({"a": []}), "territory", by=None, apply=False)


def test_a_file_of_places_given_without_its_kind_says_how_it_is_brought(tmp_path):
    path = tmp_path / "communes.csv"
    path.write_text("cle;nom;region;cercle;depuis\nbara;Bara;region-gao;cercle-gao;1999\n", encoding="utf-8")
    [fault] = import_file(path, "auto", by=None, apply=True).faults
    assert "Régions, cercles et communes" in fault.message


def test_the_number_of_queries_does_not_follow_unchanged_rows(load, django_assert_max_num_queries):
    def rows(count: int) -> list[list[object]]:
        return [["Code", "Nom"], *([f"P{n}", f"Partenaire {n}"] for n in range(count))]

    load("partners", *rows(60))
    # A savepoint for each row, and nothing asked of the database.
    with django_assert_max_num_queries(2 * 60 + 12):
        assert load("partners", *rows(60)).changes_nothing

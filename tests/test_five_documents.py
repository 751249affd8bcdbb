"""What must come out of the five source documents, figure by figure.

Each expected figure is a literal beside the sentence of the document that gives it (quoted as written, mistakes
included). None is read from the workbooks.
"""

import datetime
from decimal import Decimal

import pytest
from django.db.models import Count, Sum

from communes.matching import normalise
from communes.models import Place
from programmes.demonstration import ACCOUNTS, FOLDER, PASSWORD, WORKBOOKS
from programmes.imports.run import import_file
from programmes.models import (
    Achievement,
    ActionPlan,
    Activity,
    DeclaredFigure,
    FundingSource,
    Indicator,
    Participation,
    Partner,
    PriorityAction,
    Programme,
    Recommendation,
    Result,
    StatusReport,
    SwotItem,
    Workshop,
)
from reporting.figures import Situation, plan_figures
from reporting.figures.declared import declared_against_computed
from tests.demonstrated import demonstration

__all__ = ["demonstration"]

pytestmark = [pytest.mark.usefixtures("demonstration"), pytest.mark.django_db]

SUB_DIRECTORATES = ("CDC", "SDDL", "SDFL", "SDAIL", "SDCP")
YEAR_END = datetime.date(2023, 12, 31)


def plan(code: str) -> ActionPlan:
    return ActionPlan.objects.get(code=code)


def programme(code: str) -> Programme:
    return Programme.objects.get(code=code)


def workshop(code: str) -> Workshop:
    return Workshop.objects.get(code=code)


def names(places) -> set[str]:
    return {place.name for place in places}


def partners(of: Programme, role: str) -> list[str]:
    rows = Participation.objects.filter(programme=of, role=role)
    return sorted(rows.values_list("partner__code", flat=True))


class TestSegouWorkshop:
    """Document 1: compte rendu de l’atelier de Ségou (DGCT)."""

    @pytest.fixture
    def atelier(self) -> Workshop:
        return workshop("ATELIER-SEGOU-2023")

    def test_dates_place_and_hour(self, atelier):
        # « Le mercredi, le 20 décembre 2023 a débuté à 9 heures dans la salle de réunion de l’hôtel Fanta N’Dongo de
        # Ségou » ; « La quatrième journée a été consacrée à… »
        assert (atelier.start, atelier.start_precision) == (datetime.date(2023, 12, 20), "day")
        assert (atelier.end, atelier.end_precision) == (datetime.date(2023, 12, 23), "day")
        assert atelier.start_time == datetime.time(9)
        assert "Fanta N’Dongo" in atelier.venue
        assert (atelier.place.name, atelier.place.level) == ("Ségou", "commune")

    def test_attendance_is_not_given(self, atelier):
        assert (atelier.attendance, atelier.attendance_count) == (None, "unknown")
        assert (atelier.women, atelier.men) == (None, None)

    @pytest.mark.parametrize(
        ("role", "name"),
        [
            # « placé sous la présidence de Monsieur Abdoulaye MAHAMANE, Conseiller Technique »
            ("opening_chair", "Monsieur Abdoulaye MAHAMANE"),
            # « Monsieur Bourama DIARRA, Sous-directeur Finances locales […] a été désigné pour diriger »
            ("working_chair", "Monsieur Bourama DIARRA"),
            # « La cérémonie de clôture a été placée sous la présidence de Monsieur Abdrhamane CISSE »
            ("closing_chair", "Monsieur Abdrhamane CISSE"),
            # « en présence de Monsieur Boureima ONGOIBA »
            ("closing_present", "Monsieur Boureima ONGOIBA"),
        ],
    )
    def test_officials(self, atelier, role, name):
        assert [official.name for official in atelier.officials.filter(role=role)] == [name]

    def test_the_minister_is_represented(self, atelier):
        # « représentant Monsieur le Ministre d’Etat, Ministre de l’Administration territoriale et de la
        # Décentralisation, Porte-parole du Gouvernement »
        represents = atelier.officials.get(role="opening_chair").represents
        assert "Ministre de l’Administration territoriale et de la Décentralisation" in represents

    def test_five_working_groups(self, atelier):
        # « les participants ont été répartis en cinq (5) groupes de travail »
        assert [group.department.code for group in atelier.groups.all()] == list(SUB_DIRECTORATES)
        parents = {group.department.parent.code for group in atelier.groups.all()}
        assert parents == {"DGCT"}

    def test_agenda_by_day(self, atelier):
        # « La première et la deuxième journée […] La troisième journée […] La quatrième journée »
        days = list(atelier.days.all())
        assert [day.date for day in days] == [None, datetime.date(2023, 12, 22), datetime.date(2023, 12, 23)]
        assert "Travaux de groupe" in days[0].text
        assert "validation du plan d’actions de la DGCT" in days[1].text
        assert "Communes Amies des Enfants" in days[2].text

    def test_services_present(self, atelier):
        # « Etaient à cet atelier, les Cellules d’Appui […] (CADD) concernées, la Direction nationale de la Promotion de
        # la Femme […], la Direction nationale de la Santé et les Associations des Pouvoirs Locaux »
        rows = atelier.organisations.filter(role="attending")
        assert [row.department.code if row.department else row.name for row in rows] == [
            "CADD",
            "DNPFEF",
            "DNS",
            "Associations des pouvoirs locaux",
        ]

    def test_what_it_did_with_the_plans(self, atelier):
        # « L’objectif était d’évaluer le plan d’actions de 2023 […] et de planifier les activités […] de 2024 »
        links = {link.plan.code: link.purpose for link in atelier.plan_links.select_related("plan")}
        assert links == {"DGCT-2023": "evaluated", "DGCT-2024": "prepared", "ICAE-2024": "examined"}


class TestPlan2023:
    """« quarante-deux (42)  activités ont été réalisées, quinze (15) en cours de réalisation et onze (11) non réalisés
    soit un taux d’exécution des activités de 67,74%. »
    """

    def figures(self):
        activities = Activity.objects.all()
        found = plan_figures(plan("DGCT-2023"), activities, Situation.today(YEAR_END, YEAR_END))
        return found, declared_against_computed(found, activities)

    def test_counts(self):
        counts = self.figures()[0].total.counts
        assert (counts.done, counts.in_progress, counts.not_done) == (42, 15, 11)
        assert (counts.planned, counts.cancelled, counts.base) == (0, 0, 68)

    def test_computed_rate(self):
        execution = self.figures()[0].total.execution
        assert (execution.numerator, execution.denominator) == (42, 68)
        assert execution.percent == Decimal("61.76")

    def test_declared_figures_are_kept_as_declared(self):
        declared = DeclaredFigure.objects.filter(plan__code="DGCT-2023", workshop__code="ATELIER-SEGOU-2023")
        assert {row.measure: row.value for row in declared} == {
            "done": Decimal(42),
            "in_progress": Decimal(15),
            "not_done": Decimal(11),
            "execution_rate": Decimal("67.74"),
        }
        for row in declared:
            assert "quarante-deux (42) activités ont été réalisées" in row.quote
            assert row.quote.endswith("67,74%.")

    def test_the_declared_rate_is_42_of_62(self):
        line = next(line for line in self.figures()[1] if line.measure == "execution_rate")
        assert not line.agrees
        assert line.declared == Decimal("67.74")
        assert line.computed.percent == Decimal("61.76")
        assert any("42" in text and "62" in text for text in line.explanations)

    def test_declared_counts_agree(self):
        agree = {line.measure: line.agrees for line in self.figures()[1]}
        assert agree == {"done": True, "in_progress": True, "not_done": True, "execution_rate": False}

    def test_departments_add_up_to_the_plan(self):
        groups = self.figures()[0].departments
        assert len(groups) == 5
        assert sum(group.figures.counts.done for group in groups) == 42
        assert sum(group.figures.counts.in_progress for group in groups) == 15
        assert sum(group.figures.counts.not_done for group in groups) == 11
        assert sum(group.figures.base for group in groups) == 68

    def test_progress_is_not_stated(self):
        reports = StatusReport.objects.filter(activity__plan__code="DGCT-2023")
        assert reports.count() == 68
        assert not reports.filter(progress__isnull=False).exists()
        assert self.figures()[0].total.coverage.reported == 68

    def test_nothing_was_known_before_the_workshop(self):
        day_before = datetime.date(2023, 12, 19)
        found = plan_figures(
            plan("DGCT-2023"), Activity.objects.all(), Situation.today(day_before, day_before)
        )
        assert found.total.counts.done == 0

    def test_it_is_adopted_without_an_invented_day_and_not_closed(self):
        found = plan("DGCT-2023")
        assert (found.year, found.adopted_precision, found.adoption) == (2023, "year", "2023")
        assert found.closed_on is None
        assert found.department.code == "DGCT"


class TestPlan2024:
    def test_sixty_two_activities(self):
        # « le plan d’action de la DGCT, exercice 2024, il comprend soixante-deux (62) activités planifiées »
        assert plan("DGCT-2024").activities.count() == 62
        assert set(plan("DGCT-2024").activities.values_list("status", flat=True)) == {"planned"}
        declared = DeclaredFigure.objects.get(plan__code="DGCT-2024")
        assert (declared.measure, declared.value) == ("total", Decimal(62))
        assert "soixante-deux (62) activités planifiées" in declared.quote

    def test_adopted_on_the_third_day(self):
        # « La troisième journée […] la validation du plan d’actions de la DGCT, exercice 2024 », du 20 au 23
        assert plan("DGCT-2024").adopted_on == datetime.date(2023, 12, 22)
        assert plan("DGCT-2024").adopted_precision == "day"

    def test_funding_is_named_for_the_whole_plan_only(self):
        # « assuré par le budget national, les allocations de la Dotation d’appui technique du […] (FNACT) et les
        # contributions […] dont : le PADRE/GIZ ; le PEDREAS/Banque mondiale ; l’ICAE/UNICEF ; le PAIS/PAM ; PCRSS »
        lines = list(plan("DGCT-2024").funding_lines.select_related("source"))
        assert [line.source.code for line in lines] == [
            "BUDGET-NATIONAL",
            "DAT-FNACT",
            "PADRE-GIZ",
            "PEDREAS-BM",
            "ICAE-UNICEF",
            "PAIS-PAM",
            "PCRSS",
        ]
        assert {line.amount for line in lines} == {None}
        assert not Activity.objects.filter(funding_lines__isnull=False).exists()

    @pytest.mark.parametrize(
        ("source", "of", "partner"),
        [
            ("PADRE-GIZ", "PADRE", "GIZ"),
            ("PEDREAS-BM", "PEDREAS", "BANQUE-MONDIALE"),
            ("ICAE-UNICEF", "ICAE", "UNICEF"),
            ("PAIS-PAM", "PAIS", "PAM"),
            ("PCRSS", "PCRSS", None),
        ],
    )
    def test_programmes_and_their_partners(self, source, of, partner):
        found = FundingSource.objects.get(code=source)
        assert found.programme.code == of
        assert (found.partner.code if found.partner else None) == partner
        assert partners(found.programme, "donor") == ([partner] if partner else [])


class TestIcaePlan:
    def test_its_activities(self):
        # « vingt un (21) activités de coordination, quatre-vingt-dix activités au profit des trente (30) Communes […]
        # dont soixante (60) activités dans les domaines de l’éducation et de la santé et trente (30) activités de
        # renforcement des capacités »
        rows = plan("ICAE-2024").activities.values("sector__code").annotate(count=Count("pk"))
        by_sector = {row["sector__code"]: row["count"] for row in rows}
        assert by_sector == {"coordination": 21, "education-sante": 60, "renforcement-capacites": 30}
        assert by_sector["education-sante"] + by_sector["renforcement-capacites"] == 90
        assert plan("ICAE-2024").activities.count() == 111

    def test_thirty_communes_none_of_them_named(self):
        assert programme("ICAE").declared_communes == 30
        assert not programme("ICAE").places.exists()
        assert not Activity.objects.filter(plan__code="ICAE-2024", places__isnull=False).exists()

    def test_two_specific_objectives(self):
        # « articulé autour de deux objectifs spécifiques »
        objectives = list(Result.objects.filter(plan__code="ICAE-2024"))
        assert [(row.code, row.kind) for row in objectives] == [("OS1", "objective"), ("OS2", "objective")]
        assert objectives[0].text.startswith("Renforcer la coordination entre")
        assert objectives[1].text.startswith("Renforcer la décentralisation administrative et financière")

    def test_it_is_the_plan_of_the_programme(self):
        assert plan("ICAE-2024").programme.code == "ICAE"
        assert plan("ICAE-2024").department is None
        assert plan("ICAE-2024").adopted_on == datetime.date(2023, 12, 23)

    def test_the_111_are_never_added_to_the_62(self):
        found = plan_figures(plan("DGCT-2024"), Activity.objects.all())
        assert found.total.base == 62
        assert not plan("DGCT-2024").activities.filter(programme__isnull=False).exists()
        assert not Activity.objects.filter(carried_from__isnull=False).exists()


class TestRoundTable:
    """Document 2: article de la NEF sur la table ronde de Ségou."""

    @pytest.fixture
    def table(self) -> Workshop:
        return workshop("TABLE-RONDE-SEGOU-2023")

    def test_dates_and_place(self, table):
        # « a organisé du 17 au 19 octobre 2023, une Table Ronde des Partenaires à la salle de réunion du Conseil
        # Régional de Ségou »
        assert (table.start, table.end) == (datetime.date(2023, 10, 17), datetime.date(2023, 10, 19))
        assert table.kind == "round_table"
        assert "Conseil régional de Ségou" in table.venue

    def test_attendance_as_it_was_said(self, table):
        # « une cinquantaine de participants, dont 4 femmes »
        assert (table.attendance, table.attendance_count) == (50, "approximate")
        assert "cinquantaine" in table.attendance_text
        assert (table.women, table.men) == (4, None)

    def test_organisers(self, table):
        # « La Near East Foundation (NEF), en collaboration avec les Agences de Développement Régional (ADR) de Ségou et
        # Mopti et Conseil Régional de Ségou »
        organisers = table.organisations.filter(role="organiser")
        assert [row.partner.code for row in organisers] == ["NEF"]
        others = table.organisations.filter(role="co_organiser")
        assert [row.partner.code if row.partner else row.name for row in others] == [
            "ADR-SEGOU",
            "ADR-MOPTI",
            "Conseil régional de Ségou",
        ]

    def test_four_major_partners(self, table):
        # « autour de Quatre partenaires techniques et financiers majeurs : […] (ANICT), […] (PAM), […] (OMS), et
        # l'UNICEF »
        major = table.organisations.filter(role="major_partner")
        assert [row.partner.code for row in major] == ["ANICT", "PAM", "OMS", "UNICEF"]

    def test_seventeen_target_communes_none_of_them_named(self, table):
        # « des dix-sept communes cibles du Pro-ARIDES des cercles de San et Tominian »
        found = programme("PRO-ARIDES")
        assert found.declared_communes == 17
        for places in (found.places.all(), table.places.all()):
            assert {(place.name, place.level) for place in places} == {
                ("San", "cercle"),
                ("Tominian", "cercle"),
            }

    def test_priority_actions_and_project_sheets(self, table):
        # « Une synthèse des actions prioritaires issues des documents de planification locale de chaque collectivité a
        # été établie » ; « leurs idées de projets en cours de développement en mode PPP, soulignant la nécessité de
        # financement pour les études de faisabilité »
        actions = PriorityAction.objects.filter(workshop=table)
        assert actions.filter(document="pdesc").values("place_label").distinct().count() == 17
        assert set(actions.filter(document="ppp").values_list("study", flat=True)) == {"to_fund"}
        assert not actions.filter(is_demonstration=False).exists()
        assert not actions.filter(place__isnull=False).exists()
        assert not actions.filter(cost__isnull=False).exists()

    def test_recommendations_prospects_and_commitment(self, table):
        kinds = Recommendation.objects.filter(workshop=table).values_list("kind", flat=True)
        # « Des recommandations ont été formulées pour la mobilisation des financements » ; « la préparation de fiches »
        assert list(kinds).count("recommendation") == 2
        # « la mise à jour du répertoire […], l'établissement d'un cadre d'échanges […] soutenir l'implication […] et de
        # renforcer les capacités des collectivités sur les procédures de passation du marché public »
        assert list(kinds).count("prospect") == 4
        # « La NEF s'engage à organiser des échanges d'expériences »
        commitment = Recommendation.objects.get(workshop=table, kind="commitment")
        assert commitment.partner.code == "NEF"
        assert "échanges d’expériences" in commitment.text

    def test_no_due_date_and_no_pledge_is_invented(self, table):
        assert not Recommendation.objects.filter(workshop=table, due__isnull=False).exists()
        assert not table.pledges.exists()


class TestDdrk:
    """Document 3: volet gouvernance du DDRK (Kidal)."""

    def test_phases(self):
        # « La mise en œuvre du volet bonne gouvernance du DDRK III sur la période fin 2008 à fin 2011 »
        third, fourth = programme("DDRK-III"), programme("DDRK-IV")
        assert (third.parent.code, fourth.parent.code) == ("DDRK", "DDRK")
        assert (third.start_precision, third.end_precision) == ("year_end", "year_end")
        assert (third.start.year, third.end.year) == (2008, 2011)
        assert third.period == "de fin 2008 à fin 2011"
        # « jusqu’en 2015. La signature de l’accord […] ainsi que le démarrage du DDRK IV »
        assert (fourth.start.year, fourth.start_precision, fourth.end) == (2015, "year", None)

    def test_interruption_and_its_reason(self):
        # « La crise sécuritaire de 2011 a mis un coup d’arrêt aux activités dans ce domaine jusqu’en 2015 »
        suspension = programme("DDRK").suspensions.get()
        assert (suspension.start.year, suspension.start_precision) == (2011, "year")
        assert (suspension.end.year, suspension.end_precision) == (2015, "year")
        assert "crise sécuritaire de 2011" in suspension.reason

    def test_region_of_kidal(self):
        for code in ("DDRK", "DDRK-III", "DDRK-IV"):
            assert [(place.name, place.level) for place in programme(code).places.all()] == [
                ("Kidal", "region")
            ]

    @pytest.mark.parametrize(
        ("code", "kind", "count"),
        [
            # « Amélioration des services publics […] ; Développement de la participation […] ; Opérationnalisation »
            ("DDRK-III", "effect", 3),
            # « le siège du Conseil Régional de Kidal […] a été réhabilité »
            ("DDRK-IV", "works", 1),
            # « équipées en fournitures, matériels de bureau, et groupe électrogène »
            ("DDRK-IV", "equipment", 3),
            # « Rôle et responsabilité des élus […] ; Maîtrise d’ouvrage […] ; Planification […] ; Prise en compte »
            ("DDRK-IV", "training", 4),
            # « Un soutien au plaidoyer […] a été fait »
            ("DDRK-IV", "advocacy", 1),
            # « L’élaboration d’un plan d’action opérationnel pour la Région a été menée »
            ("DDRK-IV", "service", 1),
            # « une meilleure maîtrise des procédures d’appel d’offres, ou encore la mise en place d’un comité » ;
            # « Plusieurs partenaires se sont positionnés »
            ("DDRK-IV", "effect", 3),
        ],
    )
    def test_achievements_by_kind(self, code, kind, count):
        found = Achievement.objects.filter(programme__code=code, kind=kind)
        assert found.count() == count
        assert not found.exclude(result__parent__kind="component").exists()

    def test_training_themes(self):
        themes = Achievement.objects.filter(programme__code="DDRK-IV", kind="training").values_list(
            "theme", flat=True
        )
        assert len(set(themes)) == 4
        assert any("Maîtrise d’ouvrage" in theme for theme in themes)
        assert any("genre" in theme and "changement climatique" in theme for theme in themes)

    def test_no_quantity_is_invented(self):
        rows = Achievement.objects.filter(programme__code__startswith="DDRK", quantity__isnull=False)
        assert not rows.exists()


class TestPecic:
    """Document 4: PECIC, phase II."""

    NAMED = {"Wassoulou-Ballé", "Bougouni", "Kadiolo", "Kolondiéba", "Koutiala", "Sikasso"}

    @pytest.fixture
    def pecic(self) -> Programme:
        return programme("PECIC-II")

    def test_period(self, pecic):
        # « Période de financement : Décembre 2020-Mars 2021 »
        assert (pecic.start, pecic.start_precision) == (datetime.date(2020, 12, 1), "month")
        assert (pecic.end, pecic.end_precision) == (datetime.date(2021, 3, 31), "month")
        assert pecic.period == "de décembre 2020 à mars 2021"
        assert pecic.budget is None

    def test_consortium(self, pecic):
        # « Source de financement du Projet: l’Ambassade du Royaume Uni »
        assert partners(pecic, "donor") == ["AMBASSADE-RU"]
        # « le consortium à travers le lead (AMSS & ARGA) »
        assert partners(pecic, "lead") == ["AMSS", "ARGA"]
        # « Partenaire: AMSS, ARGA, CITRACO et CLUEDUCA »
        assert partners(pecic, "member") == ["CITRACO", "CLUEDUCA"]

    def test_seven_communes_six_of_them_named(self, pecic):
        # « dans les 7 communes bénéficiaires du PECIC Phase II »
        assert pecic.declared_communes == 7
        assert names(pecic.places.all()) == self.NAMED
        assert {place.level for place in pecic.places.all()} == {"commune"}

    def test_two_conflicts_in_each_commune_make_fourteen(self, pecic):
        # « chaque commune doit se pencher sur 2 conflits distincts à résoudre »
        targets = Indicator.objects.get(programme=pecic).targets.all()
        assert targets.count() == 7
        assert {target.value for target in targets} == {2}
        assert targets.aggregate(total=Sum("value"))["total"] == 14
        assert names(target.place for target in targets if target.place) == self.NAMED
        unnamed = targets.get(place__isnull=True)
        assert "non nommée" in unnamed.place_label

    def test_an_analysis_and_a_support_plan_per_mechanism_without_invented_findings(self, pecic):
        # « établir des bilan des mécanismes endogènes par l’analyse FFOM » ; « l’élaboration et la mise en œuvre de
        # plans d’appui aux mécanismes »
        analyses = pecic.swot_analyses.select_related("structure", "place")
        assert names(analysis.place for analysis in analyses) == self.NAMED
        assert {analysis.structure.kind for analysis in analyses} == {"mechanism"}
        assert all(analysis.structure.place == analysis.place for analysis in analyses)
        assert all(analysis.support_plan for analysis in analyses)
        assert not SwotItem.objects.filter(analysis__programme=pecic).exists()

    def test_gender_policy(self, pecic):
        # « la politique genre est toujours appliquée à toutes les étapes de mise en œuvre du projet »
        section = pecic.sections.get(title="Politique genre")
        assert "toutes les étapes" in section.text
        assert "femmes" in section.text

    def test_what_was_done_for_women(self, pecic):
        # « L’accompagnement des femmes […] ; Le plaidoyer au niveau des autorités communales »
        texts = " ".join(pecic.achievements.values_list("text", flat=True))
        assert "Accompagnement des femmes" in texts
        assert "Plaidoyer auprès des autorités communales" in texts

    def test_nothing_is_measured(self, pecic):
        assert not Indicator.objects.filter(programme=pecic, measurements__isnull=False).exists()


class TestGaoProject:
    """Document 5: « Ensemble pour un avenir meilleur »."""

    @pytest.fixture
    def eam(self) -> Programme:
        return programme("EAM")

    def test_budget_equals_contributions(self, eam):
        # « 3. Budget : 96 303 057 FCFA » ; « Plan International Mali | 96 303 057FCFA | Total | 96 303 057FCFA »
        assert (eam.budget, eam.currency) == (Decimal(96303057), "XOF")
        contributions = eam.contributions.all()
        assert [row.partner.name for row in contributions] == ["Plan International Mali"]
        assert contributions.aggregate(total=Sum("amount"))["total"] == Decimal(96303057)

    def test_four_communes_in_two_cercles(self, eam):
        # « Région de Gao/cercles de Gao et Ansongo/Communes de Gounzourèye, Soni Aliber, Ansongo et Bara. »
        places = Place.objects.filter(programmes=eam).select_related("cercle", "region")
        assert {normalise(place.name) for place in places} == {
            "gounzoureye",
            "soni aliber",
            "ansongo",
            "bara",
        }
        assert {place.level for place in places} == {"commune"}
        assert {place.cercle.name for place in places} == {"Gao", "Ansongo"}
        assert {place.region.name for place in places} == {"Gao"}

    def test_partners(self, eam):
        # « financé par le BMZ […] et mise en œuvre au Mali par Plan International en partenariat avec l’ONG AMSS »
        assert partners(eam, "donor") == ["BMZ"]
        assert partners(eam, "agency") == ["PLAN-INTERNATIONAL"]
        assert partners(eam, "technical") == ["AMSS"]

    def test_expected_results(self, eam):
        codes = list(eam.results.values_list("code", flat=True))
        assert codes == ["R1.1", "R1.2", "R2.2", "R3.1", "R3.2", "R3.3", "R4.1", "R4.2", "R4.3"]
        assert {row.kind for row in eam.results.all()} == {"result"}

    @pytest.mark.parametrize(
        ("result", "expected"),
        [
            # « 100 acteurs formels […] et 100 prestataires de services […] sont formés »
            ("R1.1", [(100, "acteurs formels", "training"), (100, "prestataires de services", "training")]),
            # « 50 officiers d’état civil ont été formés »
            ("R1.2", [(50, "officiers d’état civil", "training")]),
            # « Les 5 sensibilisations sur de l’allaitement maternel » ; « 4 plaidoyers à l’intention des autorités »
            ("R2.2", [(5, "sensibilisations", "service"), (4, "plaidoyers", "advocacy")]),
            # « 4 centres d’échanges sont fonctionnels et co-administrés par les 200 jeunes »
            ("R3.1", [(4, "centres d’échanges", "service"), (200, "jeunes", "service")]),
            # « 200 jeunes sont formés »
            ("R3.2", [(200, "jeunes", "training")]),
            # « 4 rencontres d’échange et de partage d’expérience »
            ("R3.3", [(4, "rencontres", "service")]),
            # « 8 sensibilisations sur la cohésion et le vivre ensemble »
            ("R4.1", [(8, "sensibilisations", "service")]),
            # « 8 comités de résolution sensible des conflits […] et 4 plans d’action »
            ("R4.2", [(8, "comités", "service"), (4, "plans d’action", "service")]),
            # « 8 dialogues communautaires »
            ("R4.3", [(8, "dialogues communautaires", "service")]),
        ],
    )
    def test_achieved_results(self, eam, result, expected):
        rows = eam.achievements.filter(result__code=result)
        assert [(row.quantity, row.unit, row.kind) for row in rows] == expected

    def test_every_achievement_has_its_result(self, eam):
        assert eam.achievements.count() == 13
        assert not eam.achievements.filter(result__isnull=True).exists()

    def test_gaps_and_prospects(self, eam):
        # « 6. Ecarts : Toutes les activités prévues ont été réalisées. »
        assert eam.gaps == "Toutes les activités prévues ont été réalisées."
        # « 9. Perspectives Poursuite des activités du projet en 2024 »
        assert eam.prospects == "Poursuite des activités du projet en 2024"

    def test_beneficiaries_without_counts(self, eam):
        # « 8. Bénéficiaires : - Les enfants de 0 à 14 ans - Les adolescents de 15 à 17 ans - […] - Les centres de
        # santé »
        groups = list(eam.target_groups.all())
        assert len(groups) == 5
        assert groups[0].label == "Les enfants de 0 à 14 ans"
        assert groups[4].label == "Les centres de santé"
        assert {(group.planned, group.reached) for group in groups} == {(None, None)}

    def test_what_the_sheet_leaves_empty(self, eam):
        # « Equipe du Programme / Nbre de communes d'intervention / Nbre de personnes cibles »: headings without a value
        assert not eam.team.exists()
        assert eam.declared_communes is None
        assert (eam.start, eam.end) == (None, None)


class TestNothingInvented:
    def test_every_activity_is_marked_as_a_demonstration(self):
        assert Activity.objects.count() == 68 + 62 + 111
        assert not Activity.objects.filter(is_demonstration=False).exists()

    @pytest.mark.parametrize("field", ["budget", "planned_start", "planned_end", "responsible", "added_on"])
    def test_no_activity_has_what_no_document_gives(self, field):
        assert not Activity.objects.filter(**{f"{field}__isnull": False}).exists()

    def test_no_amount_but_that_of_gao(self):
        assert list(Programme.objects.filter(budget__isnull=False).values_list("code", flat=True)) == ["EAM"]
        assert not StatusReport.objects.filter(spent__isnull=False).exists()
        assert not StatusReport.objects.filter(committed__isnull=False).exists()

    def test_activities_of_the_dgct_belong_to_the_five_sub_directorates(self):
        rows = Activity.objects.filter(plan__department__code="DGCT")
        assert set(rows.values_list("department__code", flat=True)) == set(SUB_DIRECTORATES)


class TestLoading:
    @pytest.mark.parametrize("workbook", WORKBOOKS, ids=lambda workbook: workbook.file)
    def test_importing_a_workbook_again_changes_nothing(self, workbook):
        report = import_file(FOLDER / workbook.file, "workbook", by=None, apply=True)
        assert [str(fault.message) for fault in report.faults] == []
        assert (report.created, report.changed, report.refused, report.questions) == (0, 0, 0, [])
        assert report.unchanged > 20

    @pytest.mark.parametrize("workbook", WORKBOOKS, ids=lambda workbook: workbook.file)
    def test_nothing_of_a_workbook_is_left_out(self, workbook):
        """Every sheet but « Lisez-moi » is of a known kind, and every column is read."""
        report = import_file(FOLDER / workbook.file, "workbook", by=None, apply=False)
        assert [notice for notice in report.notices if "Lisez-moi" not in notice] == []

    def test_all_partners_are_used(self):
        assert set(Partner.objects.values_list("code", flat=True)) == {
            *("UNICEF", "BANQUE-MONDIALE", "GIZ", "PAM", "OMS", "ANICT", "NEF", "ADR-SEGOU", "ADR-MOPTI"),
            *("AMSS", "ARGA", "CITRACO", "CLUEDUCA", "AMBASSADE-RU", "BMZ", "PLAN-INTERNATIONAL"),
        }

    def test_every_account_opens_with_the_documented_password(self, client):
        for account in ACCOUNTS:
            assert client.login(username=account.email, password=PASSWORD), account.email

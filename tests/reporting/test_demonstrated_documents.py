"""What the PDF documents say of the five source documents, in their order and tone."""

import re
from io import BytesIO

import pytest
from pypdf import PdfReader

from reporting.documents.rendering import html_of, render_pdf
from tests.demonstrated import demonstration
from tests.reporting.reading import document, pages, said

__all__ = ["demonstration"]

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demonstration")]


class TestWorkshopReport:
    """The Ségou report, in the order and the tone of the text."""

    @pytest.fixture
    def text(self) -> str:
        return said(html_of(document("workshop", "ATELIER-SEGOU-2023")))

    @pytest.mark.parametrize(
        "sentence",
        [
            "quarante-deux (42) activités ont été réalisées",
            "quinze (15) sont en cours de réalisation",
            "onze (11) n’ont pas été réalisées",
            "sur soixante-huit (68) activités",
            "un taux d’exécution physique de 61,76 % (42 / 68)",
            "67,74 % déclaré",
            "Le taux déclaré correspond à 42/62",
            "soixante-deux (62) activités planifiées",
            "répartis en cinq (5) groupes de travail",
            "PEDREAS/Banque mondiale",
            "Le mercredi 20 décembre 2023, à 9 heures",
        ],
    )
    def test_says(self, text, sentence):
        assert sentence in text

    def test_order_is_that_of_the_ministry(self, text):
        order = [
            "ont débuté à Ségou",
            "présidence",
            "groupes de travail",
            "Déroulement des travaux",
            "L’évaluation du plan",
            "soixante-deux (62)",
            "Clôture",
            "cérémonie de clôture",
        ]
        places = [text.index(passage) for passage in order]
        assert places == sorted(places)

    def test_round_table_says_attendance_as_it_was_said(self):
        text = said(html_of(document("workshop", "TABLE-RONDE-SEGOU-2023")))
        assert "une cinquantaine de participants, dont quatre (4) femmes" in text
        assert "quarante-six" not in text  # men are never obtained by subtraction
        assert "Quatre (4) partenaires techniques et financiers majeurs" in text


class TestProjectSheet:
    """The Gao sheet: nine headings in order, contributions with their total."""

    def test_nine_headings_in_order(self):
        html = html_of(document("programme", "EAM"))
        headings = [said(found) for found in re.findall(r"<h2>(\d\. .*?)</h2>", html)]
        assert headings == [
            "1. Localisation",
            "2. Titre",
            "3. Budget",
            "4. Résultats attendus",
            "5. Résultats atteints",
            "6. Écarts",
            "7. Partenaires et leurs apports",
            "8. Bénéficiaires",
            "9. Perspectives",
        ]

    def test_money_and_total(self):
        text = said(html_of(document("programme", "EAM")))
        assert text.count("96 303 057 FCFA") == 3  # the budget, the contribution, the total
        assert "égal au budget" in text

    def test_achievements_carry_their_quantity(self):
        text = said(html_of(document("programme", "EAM")))
        assert "50 officiers d’état civil formés" in text
        assert "200 jeunes formés" in text

    def test_named_and_declared_communes_stand_side_by_side(self):
        assert "7 communes, dont 6 nommées" in said(html_of(document("programme", "PECIC-II")))

    def test_a_programme_in_phases_tells_each_and_the_interruption(self):
        text = said(html_of(document("programme", "DDRK")))
        assert "de fin 2008 à fin 2011" in text
        assert "depuis 2015" in text
        assert "Exécution interrompue" in text


class TestPlanReport:
    """The execution report: the figures of the page, the chart, the table."""

    def test_figures_and_declared(self):
        text = said(html_of(document("plan", "DGCT-2023")))
        assert "61,76 %" in text
        assert "42 / 68" in text
        assert "+5,98 points" in text
        assert "42 réalisées du plan 2023 sur les 62 activités du plan 2024" in text

    def test_every_activity_is_in_the_annex(self):
        html = html_of(document("plan", "DGCT-2023"))
        assert html.count('<td class="code">') == 68

    def test_demonstration_rows_are_marked(self):
        text = said(html_of(document("plan", "DGCT-2023")))
        assert "68 activités de ce plan sont des données de démonstration" in text

    def test_the_chart_is_drawn(self):
        assert html_of(document("plan", "DGCT-2023")).count("<svg") == 2

    def test_the_pdf_is_tagged_titled_french_and_numbered(self):
        pdf = render_pdf(document("plan", "DGCT-2023"))
        reader = PdfReader(BytesIO(pdf))
        assert (
            reader.trailer["/Root"]["/MarkInfo"]["/Marked"] is True
            or reader.trailer["/Root"]["/MarkInfo"]["/Marked"].value
        )
        assert reader.trailer["/Root"]["/Lang"].startswith("fr")
        assert reader.metadata.title == "Rapport d’exécution – Plan d’actions 2023 de la DGCT"
        texts = pages(pdf)
        assert all(f"Page {number} / {len(texts)}" in text for number, text in enumerate(texts, 1))
        assert "Un Peuple – Un But – Une Foi" in texts[0]
        assert "non émis" in texts[0]

    def test_only_shipped_fonts(self):
        reader = PdfReader(BytesIO(render_pdf(document("plan", "DGCT-2023"))))
        fonts = {
            font.get_object()["/BaseFont"].split("+")[-1]
            for page in reader.pages
            for font in page["/Resources"]["/Font"].values()
        }
        assert fonts
        assert all(name.startswith(("Source-Sans", "SourceSans")) for name in fonts), fonts

"""Every measurement, in the order of the table. To add one: a generator of a Case, and a line here."""

from bench import calendars, charts, dashboard, exports, imports, maps, pages, pdfs, writes
from bench.cases import Benchmark

BENCHMARKS = {
    benchmark.name: benchmark
    for benchmark in (
        Benchmark("plan", "page d’un plan", pages.plan_page),
        Benchmark("passe", "chiffres d’un plan à une date passée", pages.past_figures),
        Benchmark("tableau", "tableau de bord, un exercice, par structure", dashboard.of_a_year),
        Benchmark("tableau-tous", "tableau de bord, tous les exercices", dashboard.of_all_years),
        Benchmark("tableau-filtre", "tableau de bord, une structure, par région", dashboard.filtered),
        Benchmark("tableau-ptf", "tableau de bord d’un partenaire", dashboard.of_a_partner),
        Benchmark(
            "tableau-plan", "tableau de bord d’un plan à une date passée", dashboard.of_a_plan_at_a_date
        ),
        Benchmark("tableau-passe", "tout, à une date passée", dashboard.of_everything_at_a_date),
        Benchmark("liste", "liste des activités, trois filtres", pages.activity_list),
        Benchmark("region", "liste : région, domaine, en retard", pages.activity_list_in_region),
        Benchmark("page-loin", "liste, page du milieu", pages.far_page),
        Benchmark("recherche", "liste, recherche de deux mots", pages.search),
        Benchmark("activite", "page d’une activité", pages.activity_page),
        Benchmark("etat", "déclarer un état (formulaire)", writes.report_form),
        Benchmark("etat-action", "déclarer un état (action seule)", writes.report_action),
        Benchmark("cloture", "clore un plan, le rouvrir (actions seules)", writes.plan_closed),
        Benchmark("comptes", "refaire les comptes tenus à jour", writes.counts_rebuilt, by_size=False),
        Benchmark("graphiques", "les deux graphiques d’un plan", pages.charts, by_size=False),
        Benchmark(
            "graphiques-tableau",
            "les six graphiques du tableau de bord",
            charts.of_a_dashboard,
            by_size=False,
        ),
        Benchmark("calendrier", "dessin du calendrier d’un plan", calendars.drawing, by_size=False),
        Benchmark("carte", "dessin de la carte nationale, par commune", maps.drawing, by_size=False),
        Benchmark("carte-page", "page de la carte nationale, par commune", maps.page),
        Benchmark("calendrier-page", "page du calendrier d’un plan", calendars.page),
        Benchmark("pdf-plan", "PDF : rapport d’un plan", pdfs.plan_report, by_size=False),
        Benchmark("pdf-fiche", "PDF : fiche de projet", pdfs.project_sheet, by_size=False),
        Benchmark("pdf-atelier", "PDF : compte rendu d’atelier", pdfs.workshop_report, by_size=False),
        Benchmark(
            "import",
            "import de 1 000 activités, aperçu et écriture",
            imports.importing(1_000, beside_stock=True),
            by_size=False,
        ),
        Benchmark(
            "import-10000",
            "import de 10 000 activités",
            imports.importing(10_000, beside_stock=False),
            by_size=False,
        ),
        Benchmark(
            "import-50000",
            "import de 50 000 activités",
            imports.importing(50_000, beside_stock=False),
            by_size=False,
        ),
        Benchmark("export-xlsx", "export de toutes les activités, XLSX", exports.export_xlsx),
        Benchmark("export-csv", "export de toutes les activités, CSV", exports.export_csv),
    )
}

"""What every surface says equals a plain count of the exported rows: random data, random dates, every role."""

import csv
import json
import re
from collections import Counter, defaultdict
from datetime import date, timedelta
from decimal import Decimal
from io import StringIO
from random import Random

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from programmes.models import Activity
from programmes.situation import end_of
from programmes.summaries import rebuild_states, rebuild_tallies
from tests.recount.counting import Rows, Scope, as_told, figures, rate_parts, said_of
from tests.recount.worlds import World
from tests.reporting.reading import pages, said

pytestmark = pytest.mark.django_db

SEEDS = (1, 2, 3)

# What people entered; nothing that the portal derives is read.
TABLES = (
    *("actionplan", "activity", "statusreport", "revision", "funding", "fundingsource", "partner"),
    *("programme", "participation", "contribution", "department", "sector"),
)


def printed(name: str, *args: str) -> str:
    out = StringIO()
    call_command(name, *args, stdout=out)
    return out.getvalue()


# The table of a dimension, and the column that names its rows.
TABLE_OF = {
    "plan": ("actionplan", "code"),
    "programme": ("programme", "code"),
    "department": ("department", "code"),
    "source": ("fundingsource", "code"),
    "partner": ("partner", "code"),
    "region": ("place", "key"),
    "cercle": ("place", "key"),
    "commune": ("place", "key"),
    "sector": ("sector", "code"),
}
#: Groups that partners are shown, and that bear names they all know.
COMMON = ("region", "cercle", "commune", "sector", "quarter", "year")


class Told:
    """A random portal, its exported rows, and random dates to ask it."""

    def __init__(self, seed: int) -> None:
        self.world = World(seed)
        rebuild_states(Activity.objects.all())
        rebuild_tallies()
        self.rows = Rows(printed("dumpdata", "communes.place", *(f"programmes.{name}" for name in TABLES)))
        self.random = Random(seed)
        self.readers = {
            role: (person, person.pk if "partner" in role else None)
            for role, person in self.world.people.items()
        }

    def dates(self, number: int) -> list[tuple[date, date | None]]:
        """So many pairs of dates: what had happened by the one, as entered by the other."""
        pairs = []
        for _ in range(number):
            at = date(2021, 2, 15) + timedelta(days=self.random.randint(0, 1300))
            pairs.append((at, self.random.choice((None, at, at + timedelta(days=30)))))
        return pairs

    def plans_of(self, key: int | None) -> list[tuple[str, set[int]]]:
        """The plans a reader finds, with the activities they see there."""
        seen = self.rows.seen_by(key)
        found = [
            (plan["code"], {one for one in seen if self.rows.activities[one]["plan"] == pk})
            for pk, plan in self.rows.plans.items()
        ]
        return [(code, own) for code, own in found if own]

    def figures(self, keys: set[int], at: date, known: date | None) -> dict:
        """What is expected of a set within one plan."""
        return figures(self.rows.stands(keys, at, end_of(known)))

    def scope(self, *dimensions: str) -> tuple[Scope, dict[str, str]]:
        """A scope narrowed by some groups of these dimensions, and the options that ask for it."""
        filters, asked = {}, {}
        for dimension in dimensions:
            table, name = TABLE_OF[dimension]
            rows = self.rows.tables[table].items()
            keys = [key for key, row in rows if table != "place" or row["level"] == dimension]
            key = self.random.choice([None, *keys])
            filters[dimension] = key
            asked[dimension] = "none" if key is None else self.rows.tables[table][key][name]
        scope = Scope(
            self.random.choice(("department", "programme")),
            self.random.choice((None, 2021, 2022, 2023)),
            filters,
        )
        asked["owner"] = scope.owner
        if scope.year:
            asked["year"] = str(scope.year)
        return scope, asked


@pytest.fixture(params=SEEDS)
def told(request, db) -> Told:
    return Told(request.param)


def signed_in(person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def query(at: date, known: date | None) -> dict[str, str]:
    return {"at": str(at), **({"known": str(known)} if known else {})}


def lines_of(response) -> list[dict[str, str]]:
    """A spreadsheet of the portal, its headings without what follows their first words.

    Of two columns of one name the second holds: what was in force at the date.
    """
    text = b"".join(response).decode("utf-8-sig")
    headings, *rows = csv.reader(text.splitlines(), delimiter=";")
    names = [re.split(r" au \d|, au \d| \(", heading)[0] for heading in headings]
    return [dict(zip(names, row, strict=True)) for row in rows]


def asked(at: date, known: date | None) -> list[str]:
    return ["--at", str(at), *(["--known", str(known)] if known else [])]


def test_the_command_gives_the_figures_of_each_plan(told):
    for role, (person, key) in told.readers.items():
        for at, known in told.dates(1):
            for code, own in told.plans_of(key):
                data = json.loads(printed("figures", code, "--as", person.email, "--json", *asked(at, known)))
                assert as_told(data) == told.figures(own, at, known), (role, code, at, known)


def test_the_list_counts_what_the_figures_count(told):
    for role, (person, key) in told.readers.items():
        client = signed_in(person)
        [(at, known)] = told.dates(1)
        for code, own in told.plans_of(key)[:1]:
            expected = told.figures(own, at, known)
            asks = {f"status={name}": number for name, number in expected["counts"].items()}
            asks |= {"late=1": expected["late"], "unreported=1": expected["base"] - expected["coverage"][0]}
            for ask, number in asks.items():
                name, value = ask.split("=")
                page = client.get(
                    reverse("programmes:activity_list"), {"plan": code, name: value, **query(at, known)}
                )
                count = int(
                    re.search(r"(\d+) activité", said(page.content.decode().split("result-count")[1]))[1]
                )
                assert count == number, (role, code, ask, at, known)


def test_the_exported_rows_of_a_past_date_add_up_to_the_figures(told):
    """Whoever doubts a figure exports its list, and sums it in a spreadsheet."""
    person, key = told.readers["direction"]
    client = signed_in(person)
    for (at, known), (code, own) in zip(told.dates(3), told.plans_of(key), strict=False):
        expected = told.figures(own, at, known)
        url = reverse("programmes:activity_export", args=["csv"])
        lines = lines_of(client.get(url, {"plan": code, "counted": "1", **query(at, known)}))
        assert len(lines) == expected["base"], (code, at, known)
        states = Counter(line["État"] for line in lines)
        assert states["Réalisée"] == expected["counts"]["done"], (code, at, known)
        assert sum(bool(line["En retard"]) for line in lines) == expected["late"], (code, at, known)
        money: dict[str, list[Decimal]] = defaultdict(lambda: [Decimal(0), Decimal(0)])
        for line in lines:
            if line["Budget"]:
                money[line["Devise"]][0] += amount(line["Dépensé"])
                money[line["Devise"]][1] += amount(line["Budget"])
        assert dict(money) == {
            {"XOF": "FCFA"}.get(currency, currency): [spent, budget]
            for currency, (spent, budget, _, _) in expected["financial"].items()
            if budget
        }, (code, at, known)


def amount(cell: str) -> Decimal:
    return Decimal(re.sub(r"[^0-9,-]", "", cell).replace(",", ".") or 0)


def test_the_spreadsheet_of_plans_says_the_same(told):
    for role, (person, key) in told.readers.items():
        if key:
            continue
        [(at, known)] = told.dates(1)
        lines = lines_of(signed_in(person).get("/plans/export.csv", query(at, known)))
        plans = dict(told.plans_of(key))
        assert {line["Code"] for line in lines} == set(plans)
        for line in lines:
            expected = told.figures(plans[line["Code"]], at, known)
            shown = [int(line[name]) for name in ("Base du taux", "Réalisées", "En retard", "À valider")]
            counted = [expected[name] for name in ("base", "late", "pending")]
            counted.insert(1, expected["counts"]["done"])
            assert shown == counted, (role, line["Code"], at, known)


def test_the_page_and_its_pdf_say_the_same(told):
    for role in ("direction", "partner"):
        person, key = told.readers[role]
        [(at, known)] = told.dates(1)
        counted = [(code, told.figures(own, at, known)) for code, own in told.plans_of(key)]
        code, expected = told.random.choice([one for one in counted if one[1]["base"]])
        client = signed_in(person)
        texts = [" ".join(pages(client.get(f"/rapports/plan/{code}.pdf", query(at, known)).content))]
        if not key:
            texts.append(said(client.get(f"/plans/{code}/", query(at, known)).content.decode()))
        rate, fraction = rate_parts(*expected["execution"])
        reported, base, _ = expected["coverage"]
        for text in texts:
            asked = (role, code, at, known)
            assert re.search(f"Taux d’exécution physique {rate} ?{fraction}", text), asked
            assert f"Réalisées {expected['counts']['done']} " in text, asked
            assert f"En retard {expected['late']}" in text, asked
            assert re.search(rf"Couverture : {reported} activités? renseignées? sur {base}", text), asked


def groups_told(told: Told, by: str, data: dict) -> dict:
    """The groups of the JSON by key; None for those of the activities that have none."""
    if by in {"year", "quarter"}:
        names = {str(number): number for number in (1, 2, 3, 4, 2021, 2022, 2023)}
    else:
        table, name = TABLE_OF[by]
        names = {row[name]: key for key, row in told.rows.tables[table].items()}
    return {names.get(group["code"]): as_told(group) for group in data["groups"]}


@pytest.mark.parametrize("is_past", [False, True], ids=["today", "at past dates"])
def test_the_dashboard_says_the_same(told, is_past):
    """The command prints the very figures of the page."""
    for role, (person, key) in told.readers.items():
        seen = told.rows.seen_by(key)
        offered = COMMON if key else (*TABLE_OF, "quarter", "year")
        for number in (0, 1, 1, 2):
            narrowed = told.random.sample(
                [one for one in offered if one in TABLE_OF and one != "plan"], number
            )
            scope, options = told.scope(*narrowed)
            by = told.random.choice(offered)
            [(at, known)] = told.dates(1)
            asks = [f"--{name}={value}" for name, value in options.items()]
            asks += asked(at, known) if is_past else []
            at, known = (at, known) if is_past else (date.today(), None)
            data = json.loads(printed("figures", *asks, "--by", by, "--as", person.email, "--json"))
            stands = told.rows.chosen(seen, scope, at, end_of(known), as_closed=not is_past)
            case = (role, options, by, at, known)
            assert as_told(data) == figures(told.rows.together(stands)), case
            groups = groups_told(told, by, data)
            expected = told.rows.grouped(by, stands)
            assert groups == {one: said_of(expected[one], groups[one]) for one in expected}, case


def test_the_dashboard_on_screen_and_its_spreadsheet_say_the_same(told):
    for role, (person, key) in told.readers.items():
        seen, client = told.rows.seen_by(key), signed_in(person)
        scope, options = told.scope("region")
        at, known = told.random.choice([(date.today(), None), *told.dates(1)])
        ask = {"year": "all", **options, "par": "sector", **(query(at, known) if at < date.today() else {})}
        is_past = at < date.today()
        stands = told.rows.chosen(seen, scope, at, end_of(known), as_closed=not is_past)
        expected, case = figures(told.rows.together(stands)), (role, ask)
        text = said(client.get(reverse("reporting:dashboard"), ask).content.decode())
        if not expected["counts"]["cancelled"] and not expected["base"]:
            assert "Aucune activité" in text, case
            continue
        if expected["base"]:
            rate, fraction = rate_parts(*expected["execution"])
            shown = fraction.replace(" / ", r"( réalisées?)? / ")
            assert re.search(f"Taux d’exécution physique {rate} {shown}", text), case
        counts = expected["counts"]
        assert (
            f"Réalisées {counts['done']} En cours {counts['in_progress']} Non réalisées {counts['not_done']} "
            f"Planifiées {counts['planned']} En retard {expected['late']}"
        ) in text, case
        lines = lines_of(client.get(reverse("reporting:dashboard_export", args=["csv"]), ask))
        names = {row["name"]: one for one, row in told.rows.tables["sector"].items()}
        shown = {
            names.get(line["Domaine"]): (
                int(line["Base du taux"]),
                int(line["Réalisées"]),
                int(line["En retard"]),
            )
            for line in lines
            if not line["Domaine"].startswith("Ensemble")
        }
        groups = told.rows.grouped("sector", stands).items()
        assert shown == {
            one: (group["base"], group["counts"]["done"], group["late"]) for one, group in groups
        }, case

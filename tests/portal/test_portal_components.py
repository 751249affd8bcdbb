"""The components of the pages: what they write, what they escape, what they say when there is nothing."""

import gzip
import re
from types import SimpleNamespace

import pytest
import tinyhtml5
from django import forms
from django.conf import settings
from django.core.paginator import Paginator
from django.template import Context, Template
from django.template.loader import render_to_string
from django.test import RequestFactory

from portal.templatetags.portal_components import STATUS_LABELS, STATUS_SHAPES, undo_url
from reporting.charts import Part, StackedBar, Tone


def write(source, path="/activites/", **context):
    """A template that loads the components, rendered; its text is one tree."""
    request = RequestFactory().get(path)
    written = Template("{% load portal_components %}" + source).render(
        Context({"request": request, **context})
    )
    return parsed(written)


def parsed(source):
    """A piece of page as a tree, read as a browser would."""
    return document(source).find("body")


def document(source):
    """A whole page as a tree; drawings are found by their plain names too."""
    tree = tinyhtml5.parse(source.encode(), namespace_html_elements=False, transport_encoding="utf-8")
    for node in tree.iter():
        node.tag = str(node.tag).rpartition("}")[2]
    return tree


def by_id(tree, identifier):
    """The element that carries an id."""
    return tree.find(f".//*[@id='{identifier}']")


def said(tree):
    """What a person reads, spaces made one."""
    return " ".join("".join(tree.itertext()).split())


class ReportForm(forms.Form):
    """A form with each kind of field."""

    status = forms.ChoiceField(
        label="État", choices=[("done", "Réalisée"), ("in_progress", "En cours")], widget=forms.RadioSelect
    )
    progress = forms.IntegerField(label="Avancement", help_text="De 0 à 99.", max_value=99, required=False)
    agree = forms.BooleanField(label="Confirmé", required=False)
    hidden = forms.CharField(widget=forms.HiddenInput, required=False)


@pytest.mark.parametrize("status", STATUS_LABELS)
def test_a_status_is_a_word_and_a_shape(status):
    badge = write("{% badge status %}", status=status).find("span")
    assert said(badge) == STATUS_LABELS[status]
    assert badge.find("svg").get("aria-hidden") == "true"


def test_no_two_statuses_share_a_shape():
    assert len(set(STATUS_SHAPES.values())) == len(STATUS_SHAPES) == len(STATUS_LABELS)


def test_a_badge_takes_another_word():
    assert said(write('{% badge "late" "En retard de 12 jours" %}')) == "En retard de 12 jours"


def test_a_figure_is_never_shown_without_its_fraction():
    tree = write('{% figure "Taux" "61,76 %" fraction="42 / 68" note="dont 3 annulées" tone="main" %}')
    assert said(tree) == "Taux 61,76 % 42 / 68 dont 3 annulées"
    assert "figure--main" in tree[0].get("class")


def test_a_figure_of_zero_is_written():
    assert said(write('{% figure "En retard" 0 %}')) == "En retard 0"


def test_a_figure_may_lead_to_what_it_counts():
    assert write('{% figure "En retard" 4 href="/activites/?retard=1" %}').find(".//a").get("href") == (
        "/activites/?retard=1"
    )


@pytest.mark.parametrize(("value", "expected"), [(0, "0 %"), (45, "45 %"), (None, "avancement non indiqué")])
def test_progress_not_stated_is_never_zero(value, expected):
    assert said(write("{% progress value %}", value=value)) == expected


def test_a_definition_without_anything_has_a_dash():
    assert write("{% definition 'Budget' %}  {% enddefinition %}").find(".//dd").text == "—"


def test_components_keep_each_other_and_escape_the_rest():
    tree = write("{% definition 'A' %}{% badge 'done' %}{{ text }}{% enddefinition %}", text="<script>")
    assert tree.find(".//dd/span").get("class") == "badge badge--done"
    assert tree.find(".//script") is None
    assert "<script>" in said(tree)


def test_a_notice_of_error_is_announced():
    tree = write("{% notice 'error' title %}Texte{% endnotice %}", title="<b>")
    assert tree[0].get("role") == "alert"
    assert said(tree) == "<b>Texte"


def test_a_lock_says_why_and_who_unlocks_and_nothing_is_no_lock():
    closed = SimpleNamespace(title="Plan clos", why="Chiffres <arrêtés>.", unlock="Seule la Direction.")
    tree = write("{% lock closed %}", closed=closed)
    assert [said(line) for line in tree.iter("p")] == [
        "Plan clos",
        "Chiffres <arrêtés>.",
        "Seule la Direction.",
    ]
    assert tree.find(".//svg") is not None
    assert said(write("{% lock closed %}", closed=None)) == ""


def test_a_line_of_history():
    line = write(
        "{% timeline_entry '20 décembre 2023' by='A. Traoré' state='current' %}Fait.{% endtimeline_entry %}"
    )[0]
    assert line.get("class") == "is-current"
    assert said(line) == "20 décembre 2023A. TraoréFait."


def test_breadcrumbs_start_at_home_and_end_on_the_page():
    tree = write('{% breadcrumbs "Comptes" "portal:account_list" "Awa" "/comptes/3/" "Modifier" %}')
    assert [(link.text, link.get("href")) for link in tree.iter("a")] == [
        ("Accueil", "/"),
        ("Comptes", "/comptes/"),
        ("Awa", "/comptes/3/"),
    ]
    assert tree.find(".//li[@aria-current='page']").text == "Modifier"


def test_pagination_keeps_the_filters_of_the_address():
    page = Paginator(range(680), 25).page(4)
    tree = write("{% pagination page %}", path="/activites/?plan=DGCT-2023&page=4", page=page)
    links = {link.text: link.get("href") for link in tree.iter("a")}
    assert links["Suivante"] == "?plan=DGCT-2023&page=5"
    assert tree.find(".//span[@aria-current='page']").text == "4"
    assert "76 à 100 sur 680" in said(tree)


def test_a_single_page_has_no_pagination():
    assert said(write("{% pagination page %}", page=Paginator([1, 2], 25).page(1))) == ""


@pytest.mark.parametrize(
    ("path", "direction", "following"),
    [
        ("/x/?plan=A", None, "?plan=A&tri=title"),
        ("/x/?plan=A&tri=title&page=3", "ascending", "?plan=A&tri=-title"),
        ("/x/?tri=-title", "descending", "?tri=title"),
        ("/x/?tri=budget", None, "?tri=title"),
    ],
)
def test_a_heading_sorts_one_way_then_the_other(path, direction, following):
    heading = parsed(
        Template(
            '{% load portal_components %}<table><tr>{% sort_header "Titre" "title" %}</tr></table>'
        ).render(Context({"request": RequestFactory().get(path)}))
    ).find(".//th")
    assert heading.get("aria-sort") == direction
    assert heading.find("a").get("href") == following


def test_a_chart_is_drawn_twice_and_read_as_a_table():
    chart = StackedBar("Titre", "", (Part("Réalisées", 42, Tone.DONE, "42"),))
    tree = write('{% chart drawing key="etats" %}', drawing=chart)
    assert len(tree.findall(".//svg")) == 2
    identifiers = [node.get("id") for node in tree.iter() if node.get("id")]
    assert len(identifiers) == len(set(identifiers)) == 2
    assert [cell.text for cell in tree.iter("td")] == ["42"]


def test_an_empty_chart_leaves_nothing_behind():
    assert len(write("{% chart drawing %}", drawing=StackedBar("Titre", "", ()))) == 0


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        ("undo=/activites/3/retirer/", "/activites/3/retirer/"),
        ("grand undo=/a/", "/a/"),
        ("undo=//ailleurs.example/", ""),
        ("undo=https://ailleurs.example/", ""),
        ("", ""),
        (None, ""),
    ],
)
def test_a_message_is_undone_on_this_site_only(tags, expected):
    assert undo_url(SimpleNamespace(extra_tags=tags)) == expected


def test_a_form_ties_each_error_and_help_to_its_control():
    tree = parsed(str(ReportForm({"progress": "140"})))
    control = tree.find(".//input[@name='progress']")
    described_by = control.get("aria-describedby").split()
    assert control.get("aria-invalid") == "true"
    assert [said(by_id(tree, identifier)) for identifier in described_by] == [
        "De 0 à 99.",
        "Assurez-vous que cette valeur est inférieure ou égale à 99.",
    ]
    fieldset = tree.find(".//fieldset")
    assert said(by_id(tree, fieldset.get("aria-describedby"))) == "Ce champ est obligatoire."


def test_every_control_has_a_name_and_only_optional_ones_say_so():
    tree = parsed(str(ReportForm()))
    assert said(tree.find(".//label[@for='id_progress']")) == "Avancement (facultatif)"
    assert said(tree.find(".//legend")) == "État"
    assert said(tree.find(".//div[@class='field field--check']/label")) == "Confirmé"
    assert tree.find("./input[@name='hidden']") is not None


def test_the_summary_of_errors_leads_to_the_fields():
    tree = write("{% error_summary form %}", form=ReportForm({"progress": "140"}))
    assert [link.get("href") for link in tree.iter("a")] == ["#id_status", "#id_progress"]


def test_no_error_no_summary():
    form = ReportForm({"status": "done"})
    assert form.is_valid()
    assert said(write("{% error_summary form %}", form=form)) == ""


def test_status_cards_show_each_choice_once_with_its_shape():
    widget = type("Cards", (forms.RadioSelect,), {"template_name": "forms/widgets/status_cards.html"})
    form = type(
        "F", (forms.Form,), {"status": forms.ChoiceField(choices=[("done", "Réalisée")], widget=widget)}
    )
    cards = parsed(str(form()["status"]))
    assert [said(label) for label in cards.iter("label")] == ["Réalisée"]
    assert cards.find(".//input").get("id") == cards.find(".//label").get("for")
    assert len(cards.findall(".//svg")) == 1


@pytest.mark.parametrize("name", ["400.html", "500.html", "403_csrf.html"])
def test_an_error_page_needs_nothing_and_leads_home(name):
    tree = document(render_to_string(name))
    assert len(tree.findall(".//h1")) == 1
    assert tree.find(".//main//a[@class='button']").get("href") == "/"
    assert tree.get("lang") == "fr"


def test_a_missing_page_says_what_to_do(client):
    response = client.get("/nulle-part/")
    tree = document(response.content.decode())
    assert response.status_code == 404
    assert said(tree.find(".//h1")) == "Cette page n’existe pas, ou ne vous est pas ouverte"
    assert tree.find(".//nav") is None, "nobody signed in, no menu"


def test_a_refusal_gives_its_reason(rf):
    written = render_to_string("403.html", {"exception": "Motif du refus."}, rf.get("/"))
    assert "Motif du refus." in said(document(written).find(".//main"))


def test_no_template_asks_for_what_the_security_policy_refuses():
    sources = {
        path: path.read_text(encoding="utf-8") for path in (settings.BASE_DIR / "templates").rglob("*.html")
    }
    refused = re.compile(r"\sstyle=|<style|\son[a-z]+=|<script(?![^>]*\ssrc=)|(?:src|href)=\"https?:")
    guilty = [
        str(path)
        for path, source in sources.items()
        if refused.search(source) and "documents" not in path.parts
    ]
    assert not guilty


def test_the_style_sheet_and_its_fonts_stay_light():
    static = settings.BASE_DIR / "static"
    sheet = len(gzip.compress((static / "css" / "portal.css").read_bytes()))
    script = len(gzip.compress((static / "js" / "portal.js").read_bytes()))
    fonts = sum(path.stat().st_size for path in (static / "fonts").glob("*.woff2"))
    assert sheet + script + fonts < 32_000, "the first visit of the dashboard must stay under 60 kB"


def test_a_field_of_a_filter_ties_its_label_and_its_error_to_its_control():
    form = forms.Form({"year": "deux"})
    form.fields["year"] = forms.IntegerField(label="Exercice", required=False)
    tree = write("{% filter_field field %}", field=form["year"])
    control = tree.find(".//input")
    assert tree.find(".//label").get("for") == control.get("id")
    assert said(tree.find(".//label")) == "Exercice"
    assert tree.find(f".//div[@id='{control.get('aria-describedby')}']") is not None

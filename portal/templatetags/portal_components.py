"""The components of the portal's pages, one tag each; every one is shown with an example in docs/interface.md.

A component is drawn by a template of templates/components/. The tags only gather what it needs.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django import template
from django.core.paginator import Page
from django.forms import BoundField
from django.template.context import Context
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst

from reporting.charts.shapes import STATUS_SHAPES as ACTIVITY_SHAPES

register = template.Library()

#: French label of each status, when the page gives none: of an activity (in the feminine), of a report's review,
#: of a plan.
STATUS_LABELS = {
    "planned": "Planifiée",
    "in_progress": "En cours",
    "done": "Réalisée",
    "not_done": "Non réalisée",
    "cancelled": "Annulée",
    "late": "En retard",
    "pending": "À valider",
    "approved": "Validé",
    "returned": "Retourné",
    "withdrawn": "Retiré",
    "draft": "En préparation",
    "adopted": "En exécution",
    "closed": "Clos",
}

#: The shape that tells a status without its colour, drawn in a 16 × 16 box.
STATUS_SHAPES = {
    **ACTIVITY_SHAPES,
    "pending": '<circle cx="8" cy="8" r="6" stroke-dasharray="2.4 2.3"/>',
    "approved": '<circle cx="8" cy="8" r="6.5"/><path d="m5 8.2 2.2 2.2 4-4.6"/>',
    "returned": '<path d="M6.5 2.5 2.5 6.5l4 4M2.5 6.5H10a3.5 3.5 0 0 1 0 7H8"/>',
    "withdrawn": '<path d="M2.5 8h11"/>',
    "draft": '<path d="m3 13 .8-3.2L11 2.6l2.4 2.4-7.2 7.2z"/>',
    "adopted": '<path d="M5 3v10l8-5z" fill="currentColor"/>',
    "closed": '<rect x="3" y="7" width="10" height="7"/><path d="M5 7V5a3 3 0 0 1 6 0v2"/>',
}


@register.simple_tag
def status_icon(status: str) -> SafeString:
    """The shape of a status alone, for a legend or a radio card; an unknown status has the shape of "planned"."""
    return _icon(str(status))


@lru_cache(maxsize=64)
def _icon(status: str) -> SafeString:
    shape = STATUS_SHAPES.get(status, STATUS_SHAPES["planned"])
    return format_html(
        '<svg class="status-icon" viewBox="0 0 16 16" aria-hidden="true">{}</svg>',
        mark_safe(shape),  # noqa: S308 (from the table above)
    )


@register.simple_tag
def badge(status: str, label: str = "") -> SafeString:
    """A status in a word and a shape: `{% badge activity.status %}`; without a template, for lists are full of them."""
    return _badge(str(status), str(label))


@lru_cache(maxsize=256)
def _badge(status: str, label: str) -> SafeString:
    said = capfirst(label or STATUS_LABELS.get(status, status))
    return format_html('<span class="badge badge--{}">{}{}</span>', status, _icon(status), said)


@register.inclusion_tag("components/demo_tag.html")
def demo_tag() -> dict[str, Any]:
    """The mark of a row made up for the demonstration."""
    return {}


@register.inclusion_tag("components/figure.html")
def figure(
    label: str,
    value: object,
    *,
    fraction: object = "",
    note: object = "",
    href: str = "",
    tone: str = "",
) -> dict[str, Any]:
    """A figure: what it is, the number, its fraction, its note. `tone`: main, alert or wide."""
    return {
        "label": label,
        "value": value,
        "fraction": fraction,
        "note": note,
        "href": href,
        "tone": tone,
    }


@register.inclusion_tag("components/progress.html")
def progress(value: int | None, label: str = "Avancement") -> dict[str, Any]:
    """A progress bar from 0 to 100; None, for a progress not stated, says so instead of drawing zero."""
    return {"value": value, "label": label}


@register.inclusion_tag("components/section_head.html")
def section_head(title: str, *, note: object = "", anchor: str = "") -> dict[str, Any]:
    """The heading of a section, with a short note at its right."""
    return {"title": title, "note": note, "anchor": anchor}


@register.inclusion_tag("components/empty_state.html")
def empty_state(title: str, text: str = "", *, href: str = "", action: str = "") -> dict[str, Any]:
    """What a list says when it has nothing to show, and what can be done about it."""
    return {"title": title, "text": text, "href": href, "action": action}


@register.inclusion_tag("components/field.html")
def field(bound_field: BoundField) -> dict[str, Any]:
    """One field of a form: label, help, error, control, tied together for screen readers."""
    return {"field": bound_field}


@register.simple_tag
def filter_field(bound_field: BoundField) -> SafeString:
    """A field of a filter, all of which are optional: label, error, control; without a template, lists have many."""
    errors = bound_field.errors
    said = format_html_join("", '<p class="field__error">{}</p>', ((error,) for error in errors))
    return format_html(
        '<div class="field{}"><label class="field__label" for="{}">{}</label>{}{}</div>',
        " field--error" if errors else "",
        bound_field.id_for_label,
        bound_field.label,
        format_html('<div id="{}_error">{}</div>', bound_field.auto_id, said) if errors else "",
        bound_field.as_widget(),
    )


@register.inclusion_tag("components/error_summary.html")
def error_summary(form: Any) -> dict[str, Any]:
    """At the top of a long form: the errors, each leading to its field. Nothing when there is none."""
    return {"form": form, "faulty_fields": [field for field in form if field.errors] if form.errors else []}


@register.inclusion_tag("components/chart.html")
def chart(drawing: Any, *, caption: str = "", key: str = "chart", width: int = 1168) -> dict[str, Any]:
    """A chart of `reporting.charts`, drawn for a wide and for a narrow screen, with its data as a table.

    `key` names the chart in the page: two charts of one page have two keys. `width` is the room it has on a
    wide screen, in pixels (560 in a column): it is never enlarged, so that its text keeps the page's size.
    Nothing is drawn when the chart is empty; the template says what is missing.
    """
    return {
        "wide": mark_safe(drawing.render(key=f"{key}-w", width=width)),  # noqa: S308 (the chart escapes its texts)
        "narrow": mark_safe(drawing.render(key=f"{key}-n", width=340)),  # noqa: S308
        "table": drawing.table(),
        "caption": caption,
    }


@register.simple_block_tag
def notice(content: SafeString, kind: str = "info", title: str = "") -> SafeString:
    """A notice inside a page: `{% notice "warning" "Titre" %}…{% endnotice %}`.

    Kinds: info, success, warning, error. An error is announced at once to screen readers.
    """
    role = mark_safe(' role="alert"') if kind == "error" else ""
    heading = format_html('<p class="notice__title">{}</p>', title) if title else ""
    return format_html('<div class="notice notice--{}"{}>{}{}</div>', kind, role, heading, content)


@register.inclusion_tag("components/lock.html")
def lock(lock: Any) -> dict[str, Any]:
    """What is locked and who can unlock it: `{% lock plan_lock %}`, a `programmes.locks.Lock`; nothing for None."""
    return {"lock": lock}


@register.simple_block_tag
def definition(content: SafeString, label: str) -> SafeString:
    """One line of a `<dl class="definitions">`; nothing inside gives a dash, never a hole."""
    return format_html("<div><dt>{}</dt><dd>{}</dd></div>", label, content if content.strip() else "—")


@register.simple_block_tag
def timeline_entry(content: SafeString, date: object, *, by: object = "", state: str = "") -> SafeString:
    """One line of an `<ol class="timeline">`. `state`: current, withdrawn or nothing."""
    mark = format_html(' class="is-{}"', state) if state else ""
    author = format_html('<p class="timeline__by">{}</p>', by) if by else ""
    body = format_html('<div class="timeline__body">{}</div>', content) if content.strip() else ""
    return format_html('<li{}><p class="timeline__date">{}</p>{}{}</li>', mark, date, author, body)


@dataclass(frozen=True)
class Crumb:
    """One step of the path to a page; the last one has no address."""

    label: str
    url: str


@register.inclusion_tag("components/breadcrumbs.html")
def breadcrumbs(*steps: Any) -> dict[str, Any]:
    """The path to a page: labels and addresses in turn, the page's own label last.

    `{% breadcrumbs "Plans" "reporting:plan_list" plan.code %}`; an address is a path or the name of a URL
    without argument. « Accueil » is put first.
    """
    labels, urls = steps[::2], steps[1::2]
    crumbs = [Crumb("Accueil", reverse("portal:home"))]
    crumbs += [Crumb(str(label), _address(url)) for label, url in zip(labels, urls, strict=False)]
    return {"crumbs": crumbs, "here": labels[-1] if len(labels) > len(urls) else ""}


def _address(url: object) -> str:
    """A path as it is; the name of a URL made into its path."""
    text = str(url)
    return text if text.startswith("/") else reverse(text)


@register.inclusion_tag("components/pagination.html", takes_context=True)
def pagination(context: Context, page: Page, *, label: str = "Pages de la liste") -> dict[str, Any]:
    """Links to the pages of a list, the filters of the address kept; nothing for a single page.

    The page number travels in `page`.
    """
    paginator = page.paginator
    numbers = [
        None if number == paginator.ELLIPSIS else number
        for number in paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    ]
    return {"page": page, "numbers": numbers, "label": label, "request": context["request"]}


@register.inclusion_tag("components/export_links.html", takes_context=True)
def export_links(context: Context, url_name: str) -> dict[str, Any]:
    """The list as files, its filters and its order kept: `{% export_links "programmes:activity_export" %}`.

    The address takes the format as its argument.
    """
    asked = context["request"].GET.copy()
    for place in ("page", "after", "before"):
        asked.pop(place, None)
    query = f"?{asked.urlencode()}" if asked else ""
    return {"links": [(form.upper(), reverse(url_name, args=[form]) + query) for form in ("xlsx", "csv")]}


@register.inclusion_tag("components/sort_header.html", takes_context=True)
def sort_header(context: Context, label: str, key: str, *, numeric: bool = False) -> dict[str, Any]:
    """A `<th>` that sorts its column: `tri=key`, then `tri=-key`; the filters of the address are kept."""
    current = context["request"].GET.get("tri", "")
    direction = {key: "ascending", f"-{key}": "descending"}.get(current, "")
    return {
        "label": label,
        "next": f"-{key}" if current == key else key,
        "direction": direction,
        "numeric": numeric,
        "request": context["request"],
    }


@register.filter
def undo_url(message: Any) -> str:
    """The address that undoes what a message tells, from `extra_tags="undo=/…"`; empty when there is none.

    Only a path of this site is accepted.
    """
    for tag in (message.extra_tags or "").split():
        name, _, path = tag.partition("=")
        if name == "undo" and path.startswith("/") and not path.startswith("//"):
            return path
    return ""

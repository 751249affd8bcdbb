"""What a browser would send of a page: the controls of its form as they stand, read from the HTML."""

from html.parser import HTMLParser

Sent = dict[str, list[str]]
TICKED = {"checkbox", "radio"}
PRESSED = {"submit", "button", "reset", "image", "file"}


class FormReader(HTMLParser):
    """Reads every form of a page: the address it is sent to, the controls that count."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[tuple[str, Sent]] = []
        self._form: Sent | None = None
        self._text: tuple[str, list[str]] | None = None
        self._select: str = ""
        self._options: list[tuple[str, bool]] = []

    def handle_starttag(self, tag, attributes):
        said = dict(attributes)
        if tag == "form":
            self._form = {}
            self.forms.append((said.get("action") or "", self._form))
        elif self._form is None or "disabled" in said:
            return
        elif tag == "input":
            self._input(said)
        elif tag == "textarea" and said.get("name"):
            self._text = (said["name"], [])
        elif tag == "select":
            self._select, self._options = said.get("name") or "", []
        elif tag == "option" and self._select:
            self._options.append((said.get("value") or "", "selected" in said))

    def handle_startendtag(self, tag, attributes):
        self.handle_starttag(tag, attributes)

    def handle_endtag(self, tag):
        if tag == "form":
            self._form = None
        elif tag == "textarea" and self._text:
            name, parts = self._text
            self._keep(name, "".join(parts).removeprefix("\n"))
            self._text = None
        elif tag == "select" and self._select:
            chosen = [value for value, selected in self._options if selected]
            first = [value for value, _ in self._options[:1]]
            for value in chosen or first:
                self._keep(self._select, value)
            self._select = ""

    def handle_data(self, data):
        if self._text:
            self._text[1].append(data)

    def _input(self, said):
        kind = said.get("type") or "text"
        if not said.get("name") or kind in PRESSED or (kind in TICKED and "checked" not in said):
            return
        self._keep(said["name"], said.get("value") or ("on" if kind in TICKED else ""))

    def _keep(self, name: str, value: str) -> None:
        if self._form is not None:
            self._form.setdefault(name, []).append(value)


def form_of(html: str, having: str, sent_to: str = "") -> tuple[str, Sent]:
    """Where the form that has this control is sent, and what it sends; `sent_to` chooses among several."""
    reader = FormReader()
    reader.feed(html)
    reader.close()
    found = [(action, sent) for action, sent in reader.forms if having in sent and sent_to in ("", action)]
    assert len(found) == 1, f"{len(found)} forms have a control called {having}"
    return found[0]

"""The suite is as strict as it says: these tests make the mistakes that must not pass."""

import socket

import pytest
from django.template import Context, Origin, Template, engines

from tests.source import PROJECT
from tests.strictness import NetworkForbiddenError


@pytest.mark.parametrize("address", ["203.0.113.7", "registre.exemple"])
def test_another_machine_is_out_of_reach(address):
    with socket.socket() as client, pytest.raises(NetworkForbiddenError):
        client.connect((address, 80))


def test_this_machine_is_within_reach():
    with socket.create_server(("127.0.0.1", 0)) as server, socket.socket() as client:
        client.connect(server.getsockname())


def render(source: str, file: str, **context) -> str:
    origin = Origin(name=str(PROJECT / file), template_name=file)
    template = Template(source, origin=origin, engine=engines["django"].engine)
    return template.render(Context(context))


@pytest.mark.parametrize("source", ["{{ absent }}", "{{ absent|upper }}", "{{ present.absent }}"])
def test_an_undefined_variable_fails(source):
    with pytest.raises(pytest.fail.Exception, match="undefined variable"):
        render(source, "templates/page.html", present="x")


@pytest.mark.parametrize("source", ["{% if absent %}x{% endif %}", "{{ empty }}", "{{ nothing|default:'' }}"])
def test_an_absent_variable_may_be_asked_for(source):
    assert render(source, "templates/page.html", empty="", nothing=None) == ""


def test_templates_of_others_may_print_nothing():
    assert render("a{{ absent }}b{{ absent|default:'c' }}", ".venv/admin/page.html") == "abc"

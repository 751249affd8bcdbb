"""The pages on people: list, account, role and belonging, links, « Qui peut faire quoi »."""

import re

import pytest
from django.core import mail
from django.test import Client

from accounts import actions
from accounts.models import AuditEvent, User
from accounts.roles import Permission, Role
from programmes.actions import members
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

LIST, NEW, ROLES = "/comptes/", "/comptes/nouveau/", "/comptes/roles/"
POSTED = ("invitation", "reinitialisation", "desactivation", "reactivation")
SEEN = ("", "modifier/", "rattachement/")


@pytest.fixture
def page(client_as, admin):
    """The administrator's browser."""
    return client_as(admin)


@pytest.fixture
def signed_up(department):
    """An agent who has chosen a password."""
    user = UserFactory(full_name="Sira Inscrite", email="sira@exemple.ml", password="une phrase de passe")
    members.move_to_department(user=user, department=department, by=None)
    return user


def text_of(response):
    text = re.sub(r"<[^>]+>", " ", response.content.decode())
    return re.sub(r"\s+", " ", text).replace("&#x27;", "'")


def names(response):
    return [person.full_name for person in response.context["page"]]


# --- who may come ---------------------------------------------------------------------------------


@pytest.mark.parametrize("person", ["agent", "validator", "direction", "partner_user"])
def test_no_right_is_403(person, request, client_as):
    user = request.getfixturevalue(person)
    client = client_as(user)
    addresses = [LIST, NEW, *(f"/comptes/{user.pk}/{end}" for end in SEEN)]
    assert {address: client.get(address).status_code for address in addresses} == dict.fromkeys(
        addresses, 403
    )
    for end in POSTED:
        assert client.post(f"/comptes/{user.pk}/{end}/").status_code == 403
    assert AuditEvent.objects.count() == 0


def test_without_account_one_is_sent_to_sign_in(client, agent):
    for address in (LIST, NEW, ROLES, f"/comptes/{agent.pk}/"):
        assert client.get(address).url == f"/connexion/?next={address}"


def test_out_of_scope_is_404(page):
    for end in SEEN:
        assert page.get(f"/comptes/999999/{end}").status_code == 404
    for end in POSTED:
        assert page.post(f"/comptes/999999/{end}/").status_code == 404


@pytest.mark.parametrize("end", POSTED)
def test_rejects_get(page, agent, end):
    assert page.get(f"/comptes/{agent.pk}/{end}/").status_code == 405


# --- who may do what ------------------------------------------------------------------------------


@pytest.mark.parametrize("person", ["agent", "validator", "direction", "admin", "partner_user"])
def test_everybody_reads_who_may_do_what(person, request, client_as):
    response = client_as(request.getfixturevalue(person)).get(ROLES)
    assert response.status_code == 200
    text = text_of(response)
    assert all(permission.label in text for permission in Permission)
    assert all(role.label in text for role in Role)


def test_the_page_prints_the_table_of_roles(page):
    html = page.get(ROLES).content.decode()
    row = next(row for row in html.split("<tr>") if "Clore un plan" in row)
    cells = dict(re.findall(r'<td data-label="(\w+)">(.*?)</td>', row))
    assert [role for role, cell in cells.items() if "oui" in cell] == ["Direction"]
    assert len(cells) == len(Role)


# --- the list -------------------------------------------------------------------------------------


def test_it_works(page, admin, agent, partner_user):
    response = page.get(LIST)
    text = text_of(response)
    assert names(response) == ["Adama Administrateur", "Awa Agent", "Paul Partenaire"]
    assert "3 comptes" in text
    assert "Sous-direction A" in text
    assert "Partenaire A" in text


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"q": "keita"}, ["Awa Keïta"]),
        ({"q": "KEÏTA awa"}, ["Awa Keïta"]),
        ({"q": "exemple.ml traore"}, ["Moussa Traoré"]),
        ({"q": "awa traore"}, []),
        ({"role": "validator"}, ["Moussa Traoré"]),
        ({"state": "deactivated"}, ["Oumar Fermé"]),
        ({"state": "invited"}, ["Adama Administrateur", "Moussa Traoré"]),
        ({"state": "active"}, ["Adama Administrateur", "Awa Keïta", "Moussa Traoré"]),
        ({"structure": "department"}, ["Awa Keïta"]),
        ({"tri": "-nom"}, ["Oumar Fermé", "Moussa Traoré", "Awa Keïta", "Adama Administrateur"]),
        ({"role": "nonsense"}, ["Adama Administrateur", "Awa Keïta", "Moussa Traoré", "Oumar Fermé"]),
        ({"page": "99"}, ["Adama Administrateur", "Awa Keïta", "Moussa Traoré", "Oumar Fermé"]),
    ],
)
def test_search_and_filters(page, department, query, expected):
    awa = UserFactory(full_name="Awa Keïta", email="awa@exemple.ml", password="x")
    members.move_to_department(user=awa, department=department, by=None)
    UserFactory(full_name="Moussa Traoré", email="moussa@exemple.ml", role=Role.VALIDATOR)
    UserFactory(
        full_name="Oumar Fermé", email="oumar@exemple.ml", role=Role.DIRECTION, is_active=False, password="x"
    )
    if "structure" in query:
        query = {"structure": department.pk}
    assert names(page.get(LIST, query)) == expected


def test_an_empty_list_says_so(page):
    assert "Aucun ne répond à ces filtres." in text_of(page.get(LIST, {"q": "zzz"}))


def test_the_list_makes_as_many_queries_for_1_and_for_20(
    page, department, partner, django_assert_num_queries
):
    def add(number):
        for _ in range(number):
            members.move_to_department(user=UserFactory(), department=department, by=None)
            partner.members.add(UserFactory(role=Role.PARTNER))

    add(1)
    with django_assert_num_queries(7):
        page.get(LIST)
    add(20)
    with django_assert_num_queries(7):
        page.get(LIST)


# --- one account ----------------------------------------------------------------------------------


def test_an_account_shows_who_where_and_what_was_done(page, admin, signed_up, other_department):
    members.move_to_department(user=signed_up, department=other_department, by=admin)
    actions.change_details(user=signed_up, by=admin, email=signed_up.email, full_name="Sira Traoré")
    text = text_of(page.get(f"/comptes/{signed_up.pk}/"))
    assert "Structure Sous-direction B" in text
    assert "Déclarer l’état d’exécution de ses activités" in text
    assert "Structure : Sous-direction A → Sous-direction B" in text
    assert "Nom : Sira Inscrite → Sira Traoré" in text
    assert f"Adama Administrateur ({admin.email})" in text


# --- opening --------------------------------------------------------------------------------------


def new_account(**changed):
    return {
        "full_name": "Nouvel Agent",
        "email": "Nouveau@Exemple.ml",
        "phone": "",
        "role": "agent",
    } | changed


def test_opening_an_account_shows_the_link_once(page, department):
    assert page.get(NEW).status_code == 200
    response = page.post(NEW, new_account(department=department.pk))
    user = User.objects.get(email="nouveau@exemple.ml")
    assert members.department_of(user) == department
    (link,) = re.findall(r'value="(http://testserver/invitation/[^"]+)"', response.content.decode())
    assert link in mail.outbox[0].body
    assert "no-store" in response["Cache-Control"]
    assert "/invitation/" not in page.get(f"/comptes/{user.pk}/").content.decode().replace(
        f"/comptes/{user.pk}/invitation/", ""
    )
    assert Client().get(link).status_code == 200


def test_a_partner_account(page, partner, other_partner):
    page.post(NEW, new_account(role="partner", partners=[partner.pk, other_partner.pk]))
    assert set(User.objects.get(email="nouveau@exemple.ml").partners.all()) == {partner, other_partner}


@pytest.mark.parametrize(
    ("changed", "field", "message"),
    [
        ({"full_name": ""}, "full_name", "Indiquez le prénom et le nom."),
        ({"email": ""}, "email", "Indiquez l’adresse électronique."),
        ({"email": "nouveau"}, "email", "Cette adresse électronique n’est pas complète"),
        ({"email": "SIRA@exemple.ml"}, "email", "Un compte existe déjà avec cette adresse électronique."),
        ({"phone": "abc"}, "phone", "Écrivez le numéro avec des chiffres"),
        ({"role": ""}, "role", "Choisissez un rôle."),
        ({"role": "visitor"}, "role", "Sélectionnez un choix valide"),
        ({}, "department", "Choisissez la structure de cette personne"),
        ({"role": "partner"}, "partners", "Choisissez au moins un partenaire"),
    ],
)
def test_a_form_that_will_not_do_says_which_field_and_changes_nothing(
    page, signed_up, changed, field, message
):
    before = User.objects.count()
    response = page.post(NEW, new_account(**changed))
    assert response.status_code == 200
    assert message in " ".join(response.context["form"].errors[field])
    assert User.objects.count() == before
    assert mail.outbox == []


# --- changing -------------------------------------------------------------------------------------


def test_changing_the_details(page, signed_up):
    address = f"/comptes/{signed_up.pk}/modifier/"
    assert 'value="Sira Inscrite"' in page.get(address).content.decode()
    data = {"full_name": "Sira Traoré", "email": "Sira.Traore@exemple.ml", "phone": ""}
    assert page.post(address, data).url == f"/comptes/{signed_up.pk}/"
    signed_up.refresh_from_db()
    assert (signed_up.full_name, signed_up.email) == ("Sira Traoré", "sira.traore@exemple.ml")


def test_the_address_of_another_is_refused(page, signed_up, agent):
    response = page.post(f"/comptes/{signed_up.pk}/modifier/", {"full_name": "Sira", "email": agent.email})
    assert response.context["form"].errors["email"] == [
        "Un compte existe déjà avec cette adresse électronique."
    ]


def test_moving_somebody(page, signed_up, other_department):
    address = f"/comptes/{signed_up.pk}/rattachement/"
    assert "Sous-direction A" in page.get(address).content.decode()
    page.post(address, {"role": "validator", "department": other_department.pk})
    signed_up.refresh_from_db()
    assert signed_up.role == Role.VALIDATOR
    assert members.department_of(signed_up) == other_department


def test_a_number_that_no_row_bears_is_refused(page, signed_up):
    """SQLite holds no integer of sixty digits."""
    data = {"role": "partner", "partners": ["9" * 60]}
    response = page.post(f"/comptes/{signed_up.pk}/rattachement/", data)
    assert response.context["form"].errors["partners"]


def test_a_role_that_does_not_go_with_the_department_is_refused(page, signed_up, department):
    response = page.post(
        f"/comptes/{signed_up.pk}/rattachement/", {"role": "partner", "department": department.pk}
    )
    assert set(response.context["form"].errors) == {"department", "partners"}
    signed_up.refresh_from_db()
    assert signed_up.role == Role.AGENT


# --- links, closing -------------------------------------------------------------------------------


def test_inviting_again(page, agent):
    response = page.post(f"/comptes/{agent.pk}/invitation/")
    assert "Le lien est envoyé" in text_of(response)
    assert "Un lien attend" in text_of(page.get(f"/comptes/{agent.pk}/"))


def test_a_mail_server_that_does_not_answer_leaves_the_link_on_the_page(page, agent, settings):
    settings.EMAIL_BACKEND = "tests.accounts.test_actions.DeadMailServer"
    response = page.post(f"/comptes/{agent.pk}/invitation/")
    assert "Le message n’a pas pu partir" in text_of(response)
    assert "http://testserver/invitation/" in response.content.decode()


def test_inviting_whoever_has_a_password_is_refused(page, signed_up):
    response = page.post(f"/comptes/{signed_up.pk}/invitation/", follow=True)
    assert "Cette personne a déjà choisi un mot de passe" in text_of(response)


def test_resetting_a_password_ends_the_sessions(page, signed_up, client_as):
    theirs = client_as(signed_up)
    assert "Le lien est envoyé" in text_of(page.post(f"/comptes/{signed_up.pk}/reinitialisation/"))
    assert theirs.get(ROLES).status_code == 302


def test_closing_an_account_can_be_undone(page, signed_up):
    response = page.post(f"/comptes/{signed_up.pk}/desactivation/", follow=True)
    assert "Le compte de Sira Inscrite est désactivé." in text_of(response)
    (undo,) = re.findall(r'class="message .*?action="([^"]+)"', response.content.decode(), re.S)
    page.post(undo)
    signed_up.refresh_from_db()
    assert signed_up.is_active


@pytest.mark.parametrize("action", ["deactivate", "demote"])
def test_the_last_administrator_stays(client_as, department, action):
    chief = UserFactory(role=Role.ADMINISTRATOR, password="x")
    page = client_as(chief)
    if action == "deactivate":
        response = page.post(f"/comptes/{chief.pk}/desactivation/", follow=True)
    else:
        response = page.post(
            f"/comptes/{chief.pk}/rattachement/", {"role": "agent", "department": department.pk}
        )
    assert "C’est le dernier compte d’administrateur actif" in text_of(response)
    chief.refresh_from_db()
    assert (chief.is_active, chief.role) == (True, Role.ADMINISTRATOR)

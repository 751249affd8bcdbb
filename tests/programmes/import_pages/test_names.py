"""Looking for the object that a name may mean."""

import pytest

from communes.models import Cercle, Commune, Region
from programmes.import_pages.names import choice_of, search_names
from tests.factories import DepartmentFactory, PartnerFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def bara(db):
    region = Region.objects.create(key="region-gao", name="Gao")
    cercle = Cercle.objects.create(key="cercle-ansongo", name="Ansongo", region=region)
    return Commune.objects.create(key="commune-bara", name="Bara", region=region, cercle=cercle)


def labels(found) -> list[str]:
    return [one.label.replace("\u00a0", " ") for one in found]


def test_a_name_that_holds_the_words_comes_first(admin):
    DepartmentFactory(code="SDFL", name="Sous-direction Finances locales")
    DepartmentFactory(code="SDDL", name="Sous-direction Développement local")
    found = search_names("departments", "developpement", user=admin)
    assert labels(found)[0] == "Sous-direction Développement local (SDDL)"


def test_a_name_that_resembles_is_found(admin):
    PartnerFactory(code="UNICEF", name="Fonds des Nations unies pour l’enfance", acronym="UNICEF")
    assert len(search_names("partners", "Unicéff", user=admin)) == 1


def test_nothing_near_is_nothing(admin):
    PartnerFactory(code="UNICEF", name="Fonds des Nations unies pour l’enfance")
    assert search_names("partners", "zzzz qqqq", user=admin) == []
    assert search_names("partners", " ’ ", user=admin) == []


def test_places_are_told_apart_by_what_they_belong_to(admin, bara):
    (found,) = search_names("places", "bara", user=admin)
    assert found.value == str(bara.pk)
    assert "Ansongo" in found.label


def test_a_place_that_resembles_is_found(admin, bara):
    assert str(bara.pk) in [one.value for one in search_names("places", "Barra", user=admin)]


def test_accounts_are_found_by_name(admin):
    person = UserFactory(full_name="Awa Traoré")
    assert str(person.pk) in [one.value for one in search_names("accounts", "traore", user=admin)]


def test_a_kind_that_is_not_known_gives_nothing(admin):
    assert search_names("nothing", "Awa", user=admin) == []


def test_an_object_chosen_is_named_again(admin):
    partner = PartnerFactory(name="Fonds commun")
    assert choice_of("partners", str(partner.pk), user=admin).label.startswith("Fonds commun")


@pytest.mark.parametrize("key", ["", "0", "-1", "abc", "9" * 30, "١"])
def test_a_key_that_is_no_object_is_none(admin, key):
    assert choice_of("partners", key, user=admin) is None


def test_what_the_person_may_not_see_is_not_proposed(partner_user):
    DepartmentFactory(name="Sous-direction Finances locales")
    assert search_names("departments", "Finances", user=partner_user) == []

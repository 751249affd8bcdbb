"""Fixtures of the whole suite: the people of the portal, and a signed-in client for each."""

import pytest
from django.test import Client

pytest_plugins = ["tests.strictness"]


@pytest.fixture
def client_as():
    """A function giving a test client signed in as the user named."""

    def sign_in(user) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return sign_in

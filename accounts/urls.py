"""Addresses of signing in and of passwords."""

from django.urls import path

from accounts import views

app_name = "accounts"

urlpatterns = [
    path("connexion/", views.SignIn.as_view(), name="login"),
    path("deconnexion/", views.SignOut.as_view(), name="logout"),
    path("mot-de-passe/", views.password_change, name="password_change"),
    path("mot-de-passe/oublie/", views.password_forgotten, name="password_forgotten"),
    path("invitation/<str:secret>/", views.choose_password, name="choose_password"),
]

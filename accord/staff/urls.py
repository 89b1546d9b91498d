from django.urls import path

from accord.staff import views

app_name = "staff"
urlpatterns = [
    path("colleagues/", views.colleagues, name="colleagues"),
    path("colleagues/new/", views.welcome, name="welcome"),
    path("colleagues/<int:pk>/", views.colleague, name="colleague"),
    path("colleagues/<int:pk>/password/", views.password_link, name="password_link"),
    path("me/", views.account, name="account"),
    path("language/", views.language, name="language"),
]

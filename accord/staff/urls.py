from django.urls import path

from accord.staff import team_views, token_views, views

app_name = "staff"
urlpatterns = [
    path("colleagues/", views.colleagues, name="colleagues"),
    path("colleagues/new/", views.welcome, name="welcome"),
    path("colleagues/<int:pk>/", views.colleague, name="colleague"),
    path("colleagues/<int:pk>/password/", views.password_link, name="password_link"),
    path("colleagues/<int:pk>/second-proof/", views.forget_second_proofs, name="second_proofs"),
    path("colleagues/teams/", team_views.all_teams, name="teams"),
    path("colleagues/teams/new/", team_views.new_team, name="new_team"),
    path("colleagues/teams/<int:pk>/", team_views.team, name="team"),
    path("colleagues/teams/<int:pk>/remove/", team_views.remove_team, name="remove_team"),
    path("me/", views.account, name="account"),
    path("me/keys/", views.shortcuts, name="shortcuts"),
    path("me/tokens/", token_views.own_tokens, name="tokens"),
    path("me/tokens/new/", token_views.new_token, name="new_token"),
    path("me/tokens/<int:pk>/revoke/", token_views.revoke_token, name="revoke_token"),
    path("colleagues/names/", views.names, name="names"),
    path("language/", views.language, name="language"),
]

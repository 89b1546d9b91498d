from django.urls import path

from accord.desk import (
    exports,
    figures_views,
    following_views,
    journal,
    lead_settings,
    merging_views,
    person_views,
    views,
)
from accord.desk.api.house import nothing, patterns

app_name = "desk"
urlpatterns = [
    path("", views.home, name="home"),
    path("people/", views.people, name="people"),
    path("people/export/", exports.export, name="export"),
    path("people/<int:pk>/", views.person, name="person"),
    path("people/duplicates/", merging_views.duplicates, name="duplicates"),
    path("people/<int:pk>/merge/", merging_views.choose, name="merge_choose"),
    path("people/<int:pk>/merge/<int:other>/", merging_views.people, name="merge_people"),
    path(
        "organisations/<int:pk>/merge/<int:other>/", merging_views.organisations, name="merge_organisations"
    ),
    path("people/<int:pk>/heard/", person_views.heard, name="heard"),
    path("people/<int:pk>/inform/", person_views.inform, name="inform"),
    path("people/<int:pk>/sources/<int:source>/exception/", person_views.excuse, name="excuse"),
    path("people/<int:pk>/confirmation/", person_views.ask_confirmation, name="ask_confirmation"),
    path("people/<int:pk>/preferences/", person_views.send_preferences, name="send_preferences"),
    path("leads/settings/", lead_settings.settings, name="lead_settings"),
    path("leads/settings/<slug:kind>/new/", lead_settings.edit, name="new_lead_setting"),
    path("leads/settings/<slug:kind>/<int:pk>/", lead_settings.edit, name="lead_setting"),
    path("leads/settings/<slug:kind>/<int:pk>/remove/", lead_settings.remove, name="remove_lead_setting"),
    path("figures/", figures_views.figures, name="figures"),
    path("figures/file/", figures_views.export, name="figures_file"),
    path("following/", following_views.followed, name="following"),
    path("following/letter/", following_views.daily_letter, name="daily_letter"),
    path("following/read/", following_views.all_read, name="all_read"),
    path("following/<slug:kind>/<int:pk>/", following_views.follow, name="follow"),
    path("search/", views.search, name="search"),
    path("journal/", journal.journal, name="journal"),
    path("api/v1/", patterns),
    path("api/<path:rest>", nothing, name="no_api"),
]

from django.urls import path

from accord.register.views import editing, retiring, showing, telling

app_name = "register"
urlpatterns = [
    path("register/", showing.register, name="register"),
    path("register/recipients/", showing.recipients, name="recipients"),
    path("register/notices/", showing.notices, name="notices"),
    path("register/retention/", showing.retention, name="retention"),
    path("register/controllers/", showing.controllers, name="controllers"),
    path("register/figures/", showing.figures, name="figures"),
    path("register/record.<slug:format>", showing.processing_record, name="record"),
    path("register/purposes/new/", editing.new_purpose, name="new_purpose"),
    path("register/purposes/<int:pk>/", showing.purpose, name="purpose"),
    path("register/purposes/<int:pk>/edit/", editing.edit_purpose, name="edit_purpose"),
    path("register/purposes/<int:pk>/open/", editing.open_purpose, name="open_purpose"),
    path("register/purposes/<int:pk>/close/", editing.close_purpose, name="close_purpose"),
    path("register/purposes/<int:pk>/delete/", editing.delete_purpose, name="delete_purpose"),
    path("register/recipients/new/", editing.new_recipient, name="new_recipient"),
    path("register/recipients/<int:pk>/", editing.edit_recipient, name="edit_recipient"),
    path("register/recipients/<int:pk>/close/", retiring.close_recipient, name="close_recipient"),
    path("register/recipients/<int:pk>/reopen/", retiring.reopen_recipient, name="reopen_recipient"),
    path("register/recipients/<int:pk>/delete/", retiring.delete_recipient, name="delete_recipient"),
    path("register/retention/new/", editing.new_rule, name="new_rule"),
    path("register/retention/<int:pk>/", editing.edit_rule, name="edit_rule"),
    path("register/retention/<int:pk>/delete/", retiring.delete_rule, name="delete_rule"),
    path("register/controllers/new/", editing.new_controller, name="new_controller"),
    path("register/controllers/<int:pk>/", editing.edit_controller, name="edit_controller"),
    path("register/notices/new/", editing.new_notice, name="new_notice"),
    path("register/notices/<int:pk>/", telling.notice, name="notice"),
    path("register/notices/<int:pk>/edit/", editing.edit_notice, name="edit_notice"),
    path("register/notices/<int:pk>/draft/", telling.new_version, name="new_version"),
    path("register/notices/<int:pk>/publish/<int:number>/", telling.publish, name="publish"),
    path("register/versions/<int:pk>/", telling.version, name="version"),
    path("register/versions/<int:pk>/write/", telling.write, name="write"),
    path("register/versions/<int:pk>/since/<int:other>/", telling.compare, name="compare"),
    path("notice/<slug:code>/v<int:number>/<slug:language>/", telling.public_notice, name="public_notice"),
]

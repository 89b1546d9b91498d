"""Addresses of campaigns."""

from django.urls import path, re_path

from accord.campaigns.views import audience, check, content, letters, library, public, sending

app_name = "campaigns"

urlpatterns = [
    path("campaigns/", letters.letters, name="campaigns"),
    path("campaigns/new/", letters.begin, name="begin"),
    path("campaigns/images/", library.images, name="images"),
    path("campaigns/images/new/", library.add, name="image_add"),
    path("campaigns/images/<int:pk>/", library.image, name="image"),
    path("campaigns/<int:pk>/", letters.letter, name="letter"),
    path("campaigns/<int:pk>/duplicate/", letters.duplicate, name="duplicate"),
    path("campaigns/<int:pk>/delete/", letters.discard, name="discard"),
    path("campaigns/<int:pk>/content/", content.content, name="content"),
    path("campaigns/<int:pk>/content/envelope/", content.envelope, name="envelope"),
    path("campaigns/<int:pk>/content/preview/", content.preview, name="preview"),
    path("campaigns/<int:pk>/blocks/add/", content.add, name="block_add"),
    path("campaigns/<int:pk>/blocks/order/", content.order, name="block_order"),
    path("campaigns/<int:pk>/blocks/<slug:block>/", content.write, name="block_write"),
    path("campaigns/<int:pk>/blocks/<slug:block>/move/", content.move, name="block_move"),
    path("campaigns/<int:pk>/blocks/<slug:block>/copy/", content.copy, name="block_copy"),
    path("campaigns/<int:pk>/blocks/<slug:block>/delete/", content.drop, name="block_drop"),
    path("campaigns/<int:pk>/audience/", audience.audience, name="audience"),
    path("campaigns/<int:pk>/audience/<slug:reason>/", audience.people, name="people"),
    path("campaigns/<int:pk>/audience/<slug:reason>/people.csv", audience.people_file, name="people_file"),
    path("campaigns/<int:pk>/check/", check.check, name="check"),
    path("campaigns/<int:pk>/check/test/", check.trial, name="trial"),
    path("campaigns/<int:pk>/check/ask/", check.ask_approval, name="ask_approval"),
    path("campaigns/<int:pk>/check/approve/", check.approve, name="approve"),
    path("campaigns/<int:pk>/check/send-back/", check.send_back, name="send_back"),
    path("campaigns/<int:pk>/send/", sending.send, name="send"),
    path("campaigns/<int:pk>/send/launch/", sending.launch, name="launch"),
    path("campaigns/<int:pk>/send/schedule/", sending.schedule, name="schedule"),
    path("campaigns/<int:pk>/send/unschedule/", sending.unschedule, name="unschedule"),
    path("campaigns/<int:pk>/send/pause/", sending.pause, name="pause"),
    path("campaigns/<int:pk>/send/resume/", sending.resume, name="resume"),
    path("campaigns/<int:pk>/send/cancel/", sending.cancel, name="cancel"),
    path("campaigns/<int:pk>/send/progress/", sending.progress, name="progress"),
    path("campaigns/<int:pk>/letters/<slug:state>/", sending.letters, name="outcomes"),
    path("campaigns/<int:pk>/letters/<slug:state>/letters.csv", sending.letters_file, name="outcomes_file"),
    re_path(r"^images/(?P<sha256>[0-9a-f]{64})\.(?P<extension>png|jpg|gif)$", public.picture, name="picture"),
    path("l/<str:code>/", public.follow, name="follow"),
]

from django.urls import path

from accord.consent import views

app_name = "consent"
urlpatterns = [
    path("proofs/", views.proofs, name="proofs"),
    path("proofs/<int:event_id>/", views.proof, name="proof"),
]

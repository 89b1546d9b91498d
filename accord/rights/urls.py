from django.urls import path

from accord.rights import views

app_name = "rights"
urlpatterns = [
    path("people/<int:pk>/limit/", views.limit, name="limit"),
    path("people/<int:pk>/erase/", views.erase, name="erase"),
]

from django.apps import AppConfig


class CookiesConfig(AppConfig):
    name = "accord.cookies"
    label = "cookies"
    default_auto_field = "django.db.models.BigAutoField"

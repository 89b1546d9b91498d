from django.apps import AppConfig


class CookiesOfSiteConfig(AppConfig):
    name = "accord.cookies.site"
    label = "accord_cookies"

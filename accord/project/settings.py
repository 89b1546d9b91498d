"""Django's settings; what may change from one installation to another is in environment.py."""

from typing import Any

from csp.constants import NONCE, NONE, SELF
from django.utils.translation import gettext_lazy as _

from accord.project import databases, environment, logs, places

PACKAGE = places.PACKAGE
HOME = places.home()
DEBUG = environment.flag("ACCORD_DEBUG")
PORT = environment.number("PORT")
SITE = environment.site()
SITE_URL = SITE.geturl()
HTTPS = SITE.scheme == "https"
SECRET_KEY = environment.kept_secret("SECRET_KEY")
ACCORD_DATA_KEY = environment.kept_secret("DATA_KEY")
ALLOWED_HOSTS = list(
    dict.fromkeys(
        [SITE.hostname or "localhost", "localhost", "127.0.0.1", *environment.words("ACCORD_HOSTS")]
    )
)
CSRF_TRUSTED_ORIGINS = [SITE_URL]
ROOT_URLCONF = "accord.project.urls"
WSGI_APPLICATION = "accord.project.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "staff.User"

INSTALLED_APPS = [
    "accord.project",
    "accord.desk",
    "accord.rights",
    "accord.campaigns",
    "accord.intake",
    "accord.sales",
    "accord.cookies",
    "accord.health",
    "accord.preferences",
    "accord.outbox",
    "accord.consent",
    "accord.contacts",
    "accord.register",
    "accord.staff",
    "accord.audit",
    "accord.ui",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.usersessions",
    "allauth.idp.oidc",
    "csp",
    "django_countries",
    "django_filters",
    "django_htmx",
    "heroicons",
    "template_partials.apps.SimpleAppConfig",
    "procrastinate.contrib.django",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "accord.project.middleware.client_address",
    "accord.project.middleware.headers",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accord.project.middleware.language",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "accord.staff.numbers.RefusesNir",
    "accord.desk.seen.notes_visits",
    "accord.project.middleware.says_how_it_is_opened",
]

_FINDERS = ["django.template.loaders.filesystem.Loader", "django.template.loaders.app_directories.Loader"]
_LOADERS: list[Any] = _FINDERS if DEBUG else [("django.template.loaders.cached.Loader", _FINDERS)]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "project" / "templates"],
        "OPTIONS": {
            "loaders": [("template_partials.loader.Loader", _LOADERS)],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "django_htmx.templatetags.django_htmx",
                "template_partials.templatetags.partials",
                "accord.ui.templatetags.ui",
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "accord.project.shell.house",
            ],
        },
    }
]

# Database, cache, jobs
DATABASES = databases.from_environment()
DATABASE_ROUTERS = ["accord.health.router.HealthRouter"]
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "accord_cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"

# Health: its own database, its own keys
ACCORD_HEALTH = databases.has_health()
HEALTH_SCANS = environment.text("HEALTH_SCANS")
HEALTH_MAIL = environment.text("HEALTH_MAIL")
HEALTH_MAIL_FROM = environment.text("HEALTH_MAIL_FROM")
HEALTH_MAIL_RETURN_DOMAIN = environment.text("HEALTH_MAIL_RETURN_DOMAIN")
HEALTH_MLLP = environment.listening("HEALTH_MLLP")
HEALTH_MLLP_CERTIFICATE = environment.text("HEALTH_MLLP_CERTIFICATE")
HEALTH_MLLP_CLIENTS = environment.text("HEALTH_MLLP_CLIENTS")
HEALTH_KEYS, HEALTH_KEYS_FILE = environment.text_or_file("HEALTH_KEYS", HOME / "health_keys")

# Professionals who sign in with a service that knows them: Pro Santé Connect, or another that speaks OpenID Connect
HEALTH_OIDC_SERVER = environment.text("HEALTH_OIDC_SERVER")
HEALTH_OIDC_NAME = environment.text("HEALTH_OIDC_NAME")
HEALTH_OIDC_ID = environment.text("HEALTH_OIDC_ID")
HEALTH_OIDC_ACR = environment.one_of("HEALTH_OIDC_ACR", "eidas1", "eidas2", "eidas3")
HEALTH_OIDC_TWO_FACTORS = environment.one_of("HEALTH_OIDC_TWO_FACTORS", "eidas1", "eidas2", "eidas3")
SOCIALACCOUNT_ADAPTER = "accord.project.professionals.SocialAdapter"
SOCIALACCOUNT_LOGIN_ON_GET = True  # a form may not send people to another site (CSP)
SOCIALACCOUNT_PROVIDERS = {
    "professionals": {
        "APPS": [
            {
                "provider_id": "professionals",
                "name": HEALTH_OIDC_NAME,
                "client_id": environment.text("HEALTH_OIDC_CLIENT"),
                "secret": environment.text("HEALTH_OIDC_SECRET"),
                "settings": {
                    "server_url": HEALTH_OIDC_SERVER,
                    "scope": environment.words("HEALTH_OIDC_SCOPE"),
                },
            }
        ]
    }
}

# Languages
LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", _("French")), ("en", _("English"))]
LOCALE_PATHS = [PACKAGE / "locale"]
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SECURE = HTTPS
USE_TZ = True
TIME_ZONE = environment.time_zone("ACCORD_TIME_ZONE")
USE_THOUSAND_SEPARATOR = True

# Files
STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
MEDIA_ROOT = HOME / "media"
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
_STATIC_STORAGE = "whitenoise.storage.CompressedManifestStaticFilesStorage"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage" if DEBUG else _STATIC_STORAGE
    },
}
WHITENOISE_USE_FINDERS = DEBUG
WHITENOISE_AUTOREFRESH = DEBUG

# Signing in
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_ADAPTER = "accord.project.adapter.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "accord.project.entering.SignInForm",
    "reset_password": "accord.project.entering.ForgottenForm",
}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # an administrator creates each colleague; nobody signs up by themselves
ACCOUNT_EMAIL_NOTIFICATIONS = True  # whoever changes how an account is opened, its holder hears of it
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 600
ACCOUNT_SESSION_REMEMBER = False
MFA_ADAPTER = "accord.project.adapter.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS
USERSESSIONS_TRACK_ACTIVITY = False
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True

# What the browser may do
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "frame-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "object-src": [NONE],
        "frame-ancestors": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_PROXY_SSL_HEADER = (
    ("HTTP_X_FORWARDED_PROTO", "https") if environment.networks("ACCORD_PROXIES") else None
)
ACCORD_PROXIES = environment.networks("ACCORD_PROXIES")

# Mail: one door out, guarded (accord.outbox)
EMAIL_BACKEND = "accord.outbox.backend.GuardedBackend"
MAIL_TRANSPORT = environment.text("MAIL_TRANSPORT")
DEFAULT_FROM_EMAIL = environment.text("MAIL_FROM") or f"accord@{SITE.hostname or 'localhost'}"
MAIL_RETURN_DOMAIN = environment.text("MAIL_RETURN_DOMAIN")
MAIL_RECEIVE = environment.listening("MAIL_RECEIVE")
MAIL_COPY_ADDRESS = environment.mail_address("MAIL_COPY_ADDRESS")
MAIL_IMAP_HOSTS = [host.lower() for host in environment.words("MAIL_IMAP_HOSTS")]
MAIL_DKIM_SELECTOR = environment.text("MAIL_DKIM_SELECTOR")
MAIL_DKIM_DOMAIN = environment.text("MAIL_DKIM_DOMAIN")
MAIL_DKIM_KEY = environment.text("MAIL_DKIM_KEY")
SMTP_HOST = environment.text("SMTP_HOST")
SMTP_PORT = environment.number("SMTP_PORT")
SMTP_SECURITY = environment.one_of("SMTP_SECURITY", "none", "starttls", "tls")
SMTP_USER = environment.text("SMTP_USER")
SMTP_PASSWORD = environment.text("SMTP_PASSWORD")
ANYMAIL = environment.json_object("MAIL_PROVIDER_SETTINGS")
if environment.text("MAIL_WEBHOOK_SECRET"):
    ANYMAIL["WEBHOOK_SECRET"] = environment.text("MAIL_WEBHOOK_SECRET")

# How the product behaves
ACCORD_CONFIRMATION_DAYS = environment.number("ACCORD_CONFIRMATION_DAYS", most=90)
ACCORD_LETTERS_PER_WEEK = environment.number("ACCORD_LETTERS_PER_WEEK", most=1000)
ACCORD_COUNT_CLICKS = environment.flag("ACCORD_COUNT_CLICKS")
ACCORD_ANSWER_HOURS = environment.number("ACCORD_ANSWER_HOURS", most=200)
ACCORD_OFFICE_HOURS = environment.hours("ACCORD_OFFICE_HOURS")
ACCORD_SECOND_APPROVAL = environment.flag("ACCORD_SECOND_APPROVAL")
ACCORD_WORKERS = environment.number("ACCORD_WORKERS", most=64)
ACCORD_THREADS = environment.number("ACCORD_THREADS", most=64)
ACCORD_SENDERS = environment.number("ACCORD_SENDERS", least=0, most=32)
ACCORD_API_PER_MINUTE = environment.number("ACCORD_API_PER_MINUTE", most=1_000_000)
ACCORD_DEMO = environment.flag("ACCORD_DEMO", default=SITE.hostname == "localhost")
ACCORD_HOOKS_INSIDE = environment.flag("ACCORD_HOOKS_INSIDE", default=SITE.hostname == "localhost")

LOGGING_CONFIG = None
logs.configure(
    environment.one_of("ACCORD_LOG_LEVEL", "DEBUG", "INFO", "WARNING", "ERROR"),
    environment.one_of("ACCORD_LOG_FORMAT", "text", "json"),
)

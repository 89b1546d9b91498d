"""Who works here."""

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from accord.lib.actor import Actor, Kind
from accord.staff.roles import Role, capabilities


class Reach(models.TextChoices):
    """How far a colleague sees in leads, deals and activities."""

    OWN = "own", _("their own")
    TEAM = "team", _("those of their team and of the teams below it")
    ALL = "all", _("everybody’s")


class Team(models.Model):
    """Colleagues who work together; a team may stand below another."""

    name = models.CharField(_("name"), max_length=80, unique=True)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="below", verbose_name=_("stands below")
    )

    class Meta:
        ordering = ("name", "id")

    def __str__(self) -> str:
        return self.name


class UserManager(BaseUserManager["User"]):
    """Creates colleagues by e-mail address."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """A colleague who signs in with `email`; without `password` none is usable until they choose one."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """A colleague who signs in. Roles say what they may see and do."""

    email = models.EmailField(_("e-mail address"), unique=True)
    name = models.CharField(_("name"), max_length=150)
    roles = ArrayField(models.CharField(max_length=20, choices=Role.choices), default=list, blank=True)
    language = models.CharField(_("language"), max_length=5, default="fr")
    team = models.ForeignKey(
        Team, models.PROTECT, null=True, blank=True, related_name="members", verbose_name=_("team")
    )
    reach = models.CharField(_("sees"), max_length=4, choices=Reach.choices, default=Reach.ALL)
    has_shortcuts = models.BooleanField(_("keys of one letter"), default=True)
    is_active = models.BooleanField(default=True)
    acts_as: Kind = "staff"  # "api" while a token of theirs acts
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"

    def __str__(self) -> str:
        return self.name or self.email

    def get_full_name(self) -> str:
        """The name shown beside what this colleague does."""
        return str(self)

    @cached_property
    def capabilities(self) -> frozenset[str]:
        """Everything this colleague may see and do."""
        return capabilities(self.roles)

    def may(self, capability: str) -> bool:
        """True when one of the roles holds `capability`."""
        return self.is_active and capability in self.capabilities

    @property
    def role_labels(self) -> list[str]:
        """The roles in words."""
        return [str(Role(role).label) for role in self.roles if role in Role.values]

    @property
    def initials(self) -> str:
        """At most two letters for the avatar."""
        words = str(self).split()
        return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper()

    @property
    def actor(self) -> Actor:
        """This colleague as the author of a write."""
        return Actor(self.acts_as, str(self.pk), str(self))


class ApiRate(models.Model):
    """How often a token, or a session, called the API within the minute, counted in one atomic statement."""

    caller = models.CharField(max_length=40, primary_key=True)  # "token:7", "session:3"
    count = models.PositiveIntegerField()
    resets_at = models.DateTimeField()
    called_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.caller}: {self.count}"


class ApiAnswer(models.Model):
    """What a write was answered, kept a day: sent again under the same Idempotency-Key, it has no second effect."""

    caller = models.CharField(max_length=40)
    key = models.CharField(max_length=200)
    request_hash = models.BinaryField(max_length=32)  # method, address and body
    status = models.PositiveSmallIntegerField(default=0)
    body = models.TextField(blank=True)
    created_at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["caller", "key"], name="staff_api_answer_once")
        ]

    def __str__(self) -> str:
        return f"{self.caller} {self.key}"

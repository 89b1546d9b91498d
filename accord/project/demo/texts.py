"""Reusable texts of the demonstration: two shared by Bob, one of his own."""

from accord.sales import texts
from accord.staff.models import User

SHARED = (
    {
        "title": "Accusé de réception d’une demande",
        "subject_fr": "Votre demande",
        "body_fr": (
            "Bonjour {{ first_name|à vous }},\n\n"
            "Merci de votre message. Je reviens vers vous demain avec une réponse pour "
            "{{ organisation|votre atelier }}."
        ),
        "subject_en": "Your request",
        "body_en": (
            "Hello {{ first_name|there }},\n\n"
            "Thank you for your message. I will come back to you tomorrow with an answer for "
            "{{ organisation|your workshop }}."
        ),
    },
    {
        "title": "Après une démonstration",
        "subject_fr": "Ce que nous avons vu ensemble",
        "body_fr": (
            "Bonjour {{ first_name|à vous }},\n\n"
            "Voici le devis dont nous avons parlé. Dites-moi ce qui manque, je le corrige dans la journée."
        ),
    },
)
OWN = {
    "title": "Plan d’accès",
    "subject_fr": "Pour venir à l’atelier",
    "body_fr": "Le 8 quai des Brumes est à cinq minutes de la gare ; la porte est au fond de la cour.",
}


def load() -> None:
    """Written through the action of the page."""
    bob = User.objects.get(email="bob@lumen.example.org")
    for said in SHARED:
        texts.save(actor=bob.actor, text=None, owner=bob, is_shared=True, **said)
    texts.save(actor=bob.actor, text=None, owner=bob, **OWN)

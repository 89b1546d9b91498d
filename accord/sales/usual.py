"""What a new house begins with: one way of selling and the usual reasons. Everything may be changed in the settings."""

from typing import Any

PIPELINE = ("Ventes", "Sales")
# French, English, probability in percent, asleep after so many days without news
STAGES = (
    ("Découverte", "Discovery", 10, 14),
    ("Démonstration", "Demonstration", 30, 14),
    ("Proposition", "Proposal", 60, 21),
    ("Négociation", "Negotiation", 80, 14),
)
# outcome, French, English
REASONS = (
    ("won", "Répond au besoin", "Fits the need"),
    ("won", "Prix", "Price"),
    ("won", "Confiance, recommandation", "Trust, recommendation"),
    ("lost", "Prix", "Price"),
    ("lost", "Un concurrent a été préféré", "A competitor was preferred"),
    ("lost", "Il manque quelque chose à l’offre", "Something is missing in the offer"),
    ("lost", "Projet abandonné ou reporté", "Project dropped or put off"),
    ("lost", "Plus de nouvelles", "No more news"),
)


def begin(pipelines: Any, stages: Any, reasons: Any) -> None:
    """Fill the three tables, given as managers (a migration has its own), where there is no pipeline yet."""
    if pipelines.exists():
        return
    french, english = PIPELINE
    pipeline = pipelines.create(label_fr=french, label_en=english)
    for position, (label_fr, label_en, probability, days) in enumerate(STAGES):
        words = {"label_fr": label_fr, "label_en": label_en}
        stages.create(
            pipeline=pipeline, position=position, probability=probability, rots_after_days=days, **words
        )
    for position, (outcome, label_fr, label_en) in enumerate(REASONS):
        reasons.create(outcome=outcome, label_fr=label_fr, label_en=label_en, position=position)

"""What every house begins with: four questions of qualification, and points any seller would give."""

from typing import Any

UNKNOWN = ("Inconnu", "Unknown")
QUESTIONS: list[dict[str, Any]] = [
    {"code": "need", "label_fr": "Quel besoin ?", "label_en": "What do they need?", "kind": "text"},
    {
        "code": "budget",
        "label_fr": "Quel budget ?",
        "label_en": "What budget?",
        "kind": "choice",
        "choices": ["Moins de 5 000 €", "5 000 à 20 000 €", "Plus", UNKNOWN[0]],
        "choices_en": ["Below €5,000", "€5,000 to €20,000", "More", UNKNOWN[1]],
    },
    {
        "code": "decision",
        "label_fr": "Qui décide ?",
        "label_en": "Who decides?",
        "kind": "choice",
        "choices": ["Cette personne", "Avec quelqu’un d’autre", "Quelqu’un d’autre", UNKNOWN[0]],
        "choices_en": ["This person", "Together with somebody", "Somebody else", UNKNOWN[1]],
    },
    {
        "code": "date",
        "label_fr": "Pour quand ?",
        "label_en": "By when?",
        "kind": "choice",
        "choices": ["Dans le mois", "Dans les trois mois", "Plus tard", UNKNOWN[0]],
        "choices_en": ["Within a month", "Within three months", "Later", UNKNOWN[1]],
    },
]
SCORES: list[dict[str, Any]] = [
    {
        "axis": "fit",
        "about": "headcount",
        "words": ["10-49", "50-249"],
        "points": 40,
        "label_fr": "entre 10 et 249 personnes",
        "label_en": "10 to 249 people",
    },
    {
        "axis": "fit",
        "about": "professional",
        "points": 30,
        "label_fr": "adresse professionnelle",
        "label_en": "professional address",
    },
    {"axis": "fit", "about": "job", "points": 10, "label_fr": "fonction connue", "label_en": "job known"},
    {
        "axis": "fit",
        "about": "known_company",
        "points": 20,
        "label_fr": "société déjà connue",
        "label_en": "company already known",
    },
    {
        "axis": "interest",
        "about": "source",
        "words": ["form"],
        "points": 40,
        "label_fr": "a fait la demande elle-même",
        "label_en": "asked by themselves",
    },
    {
        "axis": "interest",
        "about": "answer",
        "code": "date-envisagee",
        "points": 30,
        "label_fr": "projet daté",
        "label_en": "project with a date",
    },
    {
        "axis": "interest",
        "about": "telephone",
        "points": 15,
        "label_fr": "a laissé un numéro de téléphone",
        "label_en": "left a telephone number",
    },
    {
        "axis": "interest",
        "about": "message",
        "points": 15,
        "label_fr": "a écrit un message",
        "label_en": "wrote a message",
    },
]

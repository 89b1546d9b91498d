"""The words of what colleagues did and have to do, told by `activities.py`."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Told:
    """One thing: on which working day from today (-1: the last one), at what hour, who, what; minutes it takes."""

    on: int
    at: str
    who: str
    kind: str
    subject: str
    text: str = ""
    outcome: str = ""
    minutes: int = 0
    place: str = ""


# What happened, for deal after deal; then what comes.
PAST = (
    Told(
        -24,
        "09:40",
        "ines",
        "call",
        "Premier contact après leur demande",
        outcome="Besoin confirmé, décision au printemps.",
    ),
    Told(
        -23,
        "14:00",
        "bob",
        "meeting",
        "Découverte du besoin",
        "Trois ateliers, un seul planning sur papier.",
        "Ils veulent voir les relevés de temps.",
        60,
        "Chez eux",
    ),
    Told(-22, "10:15", "bob", "note", "Organigramme", "Le chef d’atelier prescrit, la gérante signe."),
    Told(
        -21,
        "11:05",
        "bob",
        "call",
        "Point sur le calendrier",
        outcome="Pas avant la fin du chantier en cours.",
    ),
    Told(-20, "16:30", "ines", "call", "Rappel demandé", outcome="Messagerie, rappeler jeudi."),
    Told(
        -19,
        "15:00",
        "bob",
        "meeting",
        "Démonstration",
        "Planning, devis, stock.",
        "Bien reçue ; une question sur la reprise des données.",
        45,
        "Visioconférence",
    ),
    Told(-18, "09:20", "bob", "task", "Envoyer les références de deux clients", outcome="Envoyées."),
    Told(-17, "10:50", "ines", "call", "Qualification", outcome="Douze postes, budget à voter."),
    Told(
        -16,
        "14:30",
        "bob",
        "meeting",
        "Visite de l’atelier",
        "Réseau instable au fond de l’atelier.",
        "Prévoir des tablettes hors connexion.",
        90,
        "Zone artisanale",
    ),
    Told(
        -15,
        "17:10",
        "bob",
        "note",
        "Concurrent en place",
        "Contrat en cours jusqu’en juin, mécontents des délais.",
    ),
    Told(-13, "11:30", "ines", "call", "Suite de l’essai", outcome="L’équipe s’en sert tous les jours."),
    Told(-12, "09:00", "bob", "task", "Chiffrer la reprise des données", outcome="Deux jours de travail."),
    Told(
        -11,
        "16:00",
        "bob",
        "meeting",
        "Point avec la direction",
        "",
        "Accord de principe, reste le financement.",
        60,
        "Chez eux",
    ),
    Told(
        -10,
        "10:20",
        "bob",
        "call",
        "Réponse sur les délais de mise en route",
        outcome="Trois semaines leur conviennent.",
    ),
    Told(-9, "14:45", "ines", "call", "Premier contact", outcome="À rappeler avec le chef d’atelier."),
    Told(
        -8,
        "09:30",
        "bob",
        "meeting",
        "Atelier de paramétrage",
        "Liste des postes et des machines.",
        "Fichier des machines à recevoir.",
        120,
        "Nos bureaux",
    ),
    Told(-7, "15:20", "bob", "note", "Budget", "Voté en comité, sans les tablettes."),
    Told(
        -6,
        "11:00",
        "bob",
        "call",
        "Négociation de la durée",
        outcome="Trois ans si la formation est comprise.",
    ),
    Told(-5, "10:00", "ines", "task", "Vérifier la raison sociale", outcome="SIREN confirmé."),
    Told(
        -4,
        "14:00",
        "bob",
        "meeting",
        "Démonstration aux équipes",
        "",
        "Les poseurs demandent l’application mobile.",
        60,
        "Chez eux",
    ),
    Told(
        -3,
        "16:40",
        "bob",
        "call",
        "Retour après la démonstration",
        outcome="Très positif, attend la proposition.",
    ),
    Told(-2, "09:15", "ines", "call", "Suite du salon", outcome="Rendez-vous pris."),
    Told(-2, "11:10", "bob", "task", "Relire les conditions de reprise", outcome="Deux clauses à revoir."),
    Told(
        -1,
        "10:30",
        "bob",
        "meeting",
        "Point d’avancement",
        "",
        "Signature visée la semaine prochaine.",
        30,
        "Visioconférence",
    ),
    Told(-1, "17:00", "ines", "note", "À savoir", "Fermé le vendredi après-midi."),
)
COMING = (
    Told(0, "11:00", "bob", "call", "Rappeler avec la réponse sur les délais"),
    Told(
        0,
        "15:00",
        "bob",
        "meeting",
        "Présentation de la proposition",
        "Apporter deux exemplaires.",
        minutes=60,
        place="Chez eux",
    ),
    Told(0, "17:00", "ines", "task", "Relire les pistes de la semaine"),
    Told(1, "09:30", "ines", "call", "Premier contact"),
    Told(1, "14:00", "bob", "meeting", "Démonstration du planning", minutes=45, place="Visioconférence"),
    Told(2, "10:00", "bob", "task", "Envoyer le calendrier de mise en route"),
    Told(2, "11:30", "ines", "call", "Qualification"),
    Told(3, "09:00", "bob", "meeting", "Atelier de paramétrage", minutes=120, place="Nos bureaux"),
    Told(4, "16:00", "bob", "call", "Point avant la signature"),
    Told(5, "10:30", "bob", "meeting", "Signature", minutes=30, place="Chez eux"),
    Told(6, "14:00", "ines", "meeting", "Retour d’essai", minutes=30, place="Visioconférence"),
    Told(7, "09:30", "bob", "task", "Préparer la formation"),
    Told(8, "15:00", "bob", "meeting", "Réunion de lancement", minutes=90, place="Chez eux"),
    Told(10, "11:00", "bob", "call", "Prendre des nouvelles après la mise en route"),
)


@dataclass(frozen=True, slots=True)
class Written:
    """One e-mail between a colleague and somebody. is_ours: the colleague wrote it."""

    on: int
    at: str
    who: str
    is_ours: bool
    subject: str
    text: str


LETTERS = (
    Written(
        -14,
        "09:12",
        "bob",
        False,
        "Question sur les relevés de temps",
        "Bonjour,\n\nPeut-on relever le temps par chantier et par poste ?\n\nBien à vous",
    ),
    Written(
        -14,
        "11:45",
        "bob",
        True,
        "Re: Question sur les relevés de temps",
        "Bonjour,\n\nOui, par chantier, par poste et par personne. Je vous montre cela jeudi.\n\nBob",
    ),
    Written(
        -9,
        "16:03",
        "ines",
        False,
        "Documentation",
        "Bonjour,\n\nMerci pour votre appel. Pouvez-vous m’envoyer la documentation ?",
    ),
    Written(
        -6,
        "10:20",
        "bob",
        True,
        "Notre proposition",
        "Bonjour,\n\nVoici la proposition dont nous avons parlé, valable un mois.\n\nBob",
    ),
    Written(
        -5,
        "08:50",
        "bob",
        False,
        "Re: Notre proposition",
        "Bonjour,\n\nBien reçue. Je la présente lundi en réunion et reviens vers vous.",
    ),
    Written(-2, "14:31", "bob", False, "Date de la signature", "Bonjour,\n\nMardi matin nous convient."),
)

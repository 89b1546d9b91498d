"""What people are told in the demonstration, in both languages; the rest of each notice comes from the register."""

from typing import Any

SIGN_UP: dict[str, Any] = {
    "code": "inscription-lettre",
    "name": "Inscription à la lettre",
    "article": "13",
    "purposes": ("lettre", "nouveautes", "partenaires"),
    "fr": {
        "title": "Ce que devient votre adresse",
        "short": (
            "Atelier Lumen vous envoie ce que vous cochez, et rien d’autre. "
            "Vous pouvez arrêter à tout moment, par le lien de chaque lettre."
        ),
        "mentions": {
            "controller": "Atelier Lumen SAS (fictif), Lyon.",
            "dpo": "Déléguée à la protection des données : dpo@lumen.example.org",
            "purposes": (
                "Vous envoyer ce que vous cochez, rien d’autre, parce que vous l’acceptez (RGPD, art. 6-1-a). "
                "Nos lettres ne contiennent aucun traceur."
            ),
            "recipients": (
                "Notre rédaction, notre hébergeur Nordbaie (Lille) et notre transporteur d’e-mails Relais Courrier. "
                "Rien ne sort de l’Union européenne."
            ),
            "retention": (
                "Tant que votre accord dure ; au plus trois ans sans signe de vous. Sans confirmation : sept jours. "
                "La preuve de votre accord garde l’heure, les mots affichés et, treize mois, l’adresse IP."
            ),
            "withdraw": "Arrêter à tout moment, par le lien de chaque lettre.",
            "rights": "Voir, corriger, effacer, limiter, emporter : dpo@lumen.example.org",
            "object": "Vous opposer à toute prospection, sans raison : « Tout arrêter », sur vos préférences.",
            "complaint": "Réclamation possible auprès de la CNIL (cnil.fr).",
            "obligation": "Seule l’adresse est nécessaire : sans elle, nous ne pouvons pas vous écrire.",
        },
    },
    "en": {
        "title": "What becomes of your address",
        "short": (
            "Atelier Lumen sends you what you tick, and nothing else. "
            "You can stop at any time, by the link in each letter."
        ),
        "mentions": {
            "controller": "Atelier Lumen SAS (fictional), Lyon, France.",
            "dpo": "Data protection officer: dpo@lumen.example.org",
            "purposes": (
                "Sending you what you tick, nothing else, because you agree (GDPR art. 6(1)(a)). "
                "Our letters contain no tracker."
            ),
            "recipients": (
                "Our editors, our host Nordbaie (Lille) and our mail carrier Relais Courrier. "
                "Nothing leaves the European Union."
            ),
            "retention": (
                "As long as your agreement lasts; at most three years without a sign from you. "
                "Not confirmed: seven days. "
                "The proof of your agreement keeps the time, the words shown and, for thirteen months, the IP address."
            ),
            "withdraw": "Stop at any time, by the link in each letter.",
            "rights": "See, correct, erase, restrict, take away: dpo@lumen.example.org",
            "object": "Object to all prospecting, without a reason: “Stop everything”, on your preferences.",
            "complaint": "You can complain to the CNIL (cnil.fr).",
            "obligation": "Only the address is needed: without it we cannot write to you.",
        },
    },
}

WORKSHOPS: dict[str, Any] = {
    "code": "atelier",
    "name": "Ateliers rencontrés ou trouvés",
    "article": "14",
    "purposes": ("offres-pro", "essai"),
    "fr": {
        "title": "D’où nous tenons votre adresse",
        "short": (
            "Nous vous avons rencontré, ou trouvé dans une source publique. Nous écrivons à propos de votre métier ; "
            "vous pouvez vous y opposer d’un mot, sans raison."
        ),
        "mentions": {
            "controller": "Atelier Lumen SAS (fictif), Lyon.",
            "categories": "Nom, fonction, organisation, adresse et téléphone professionnels.",
            "source": "La source exacte figure dans notre premier message et sur votre fiche.",
            "object": "Vous opposer à toute prospection, sans donner de raison : répondez « stop », ou suivez le lien.",
        },
    },
    "en": {
        "title": "Where we have your address from",
        "short": (
            "We met you, or found you in a public source. We write about your trade; "
            "you can object with one word, without a reason."
        ),
        "mentions": {
            "controller": "Atelier Lumen SAS (fictional), Lyon, France.",
            "categories": "Name, job, organisation, professional address and telephone.",
            "source": "The exact source is named in our first message and on your record.",
            "object": "Object to all prospecting, without a reason: answer “stop”, or follow the link.",
        },
    },
}

NOTICES = (SIGN_UP, WORKSHOPS)

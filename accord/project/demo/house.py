"""The fictional publisher of the demo: « Atelier Lumen », its register and its colleagues. Plainly invented."""

from typing import Any

CONTROLLER: dict[str, Any] = {
    "name": "Atelier Lumen (fictif)",
    "legal_form": "SAS",
    "address": "8 quai des Brumes\n69000 Lyon",
    "email": "donnees@lumen.example.org",
    "phone": "+33199000010",
    "dpo_name": "Diane Faure",
    "dpo_email": "dpo@lumen.example.org",
    "website": "https://lumen.example.org",
    "sender_email": "lettre@lumen.example.org",
    "sender_name": "Atelier Lumen",
}

COLLEAGUES = (
    ("alice@lumen.example.org", "Alice Morel", ("administrator",)),
    ("marc@lumen.example.org", "Marc Vidal", ("marketing",)),
    ("ines@lumen.example.org", "Inès Marchand", ("inside_sales",)),
    ("bob@lumen.example.org", "Bob Garnier", ("sales",)),
    ("diane@lumen.example.org", "Diane Faure", ("dpo",)),
    ("remi@lumen.example.org", "Rémi Chauvet", ("reader",)),
)

RECIPIENTS: tuple[dict[str, Any], ...] = (
    {
        "code": "nordbaie",
        "name": "Nordbaie (fictif)",
        "kind": "processor",
        "what_for_fr": "Héberge notre fichier, à Lille.",
        "what_for_en": "Hosts our records, in Lille.",
        "policy_url": "https://nordbaie.example.org/donnees",
    },
    {
        "code": "relais-courrier",
        "name": "Relais Courrier (fictif)",
        "kind": "processor",
        "what_for_fr": "Achemine nos e-mails.",
        "what_for_en": "Carries our e-mails.",
        "policy_url": "https://relais.example.org/donnees",
    },
    {
        "code": "cartonnerie-vial",
        "name": "Cartonnerie Vial (fictif)",
        "kind": "partner",
        "what_for_fr": "Ses offres figurent dans nos lettres ; votre adresse ne lui est pas transmise.",
        "what_for_en": "Its offers appear in our letters; your address is not passed on.",
        "policy_url": "https://vial.example.org/donnees",
    },
    {
        "code": "papeterie-noe",
        "name": "Papeterie Noé (fictif)",
        "kind": "partner",
        "what_for_fr": "Ses offres figurent dans nos lettres ; votre adresse ne lui est pas transmise.",
        "what_for_en": "Its offers appear in our letters; your address is not passed on.",
        "policy_url": "https://noe.example.org/donnees",
    },
)

RETENTION: tuple[dict[str, Any], ...] = (
    {
        "code": "prospects",
        "label_fr": "Prospects\u00a0: 3\u00a0ans sans signe de la personne",
        "label_en": "Prospects: 3 years without a sign from the person",
        "amount": 3,
        "unit": "years",
        "start": "last_contact",
        "then": "erase",
        "source": "CNIL, référentiel « gestion commerciale »",
    },
    {
        "code": "essais",
        "label_fr": "Essais\u00a0: 2\u00a0ans après la dernière activité",
        "label_en": "Trials: 2 years after the last activity",
        "amount": 2,
        "unit": "years",
        "start": "last_activity",
        "then": "erase",
        "source": "CNIL, comptes inactifs",
    },
)

PURPOSES: tuple[dict[str, Any], ...] = (
    {
        "code": "lettre",
        "label_fr": "La lettre mensuelle",
        "label_en": "The monthly letter",
        "description_fr": "Une fois par mois : un atelier, un métier, une idée à reprendre.",
        "description_en": "Once a month: a workshop, a trade, an idea to borrow.",
        "legal_basis": "consent",
        "channels": ["email"],
        "recipients": ("nordbaie", "relais-courrier"),
        "retention": "prospects",
    },
    {
        "code": "nouveautes",
        "label_fr": "Les nouveautés de nos logiciels",
        "label_en": "What is new in our software",
        "description_fr": "Quand une version sort, deux fois par mois au plus.",
        "description_en": "When a version comes out, twice a month at most.",
        "legal_basis": "consent",
        "channels": ["email", "phone"],
        "recipients": ("nordbaie", "relais-courrier"),
        "retention": "prospects",
    },
    {
        "code": "partenaires",
        "label_fr": "Les offres de deux partenaires",
        "label_en": "Offers from two partners",
        "description_fr": (
            "Cartonnerie Vial et Papeterie Noé. C’est nous qui écrivons : votre adresse ne leur est pas transmise."
        ),
        "description_en": (
            "Cartonnerie Vial and Papeterie Noé. We do the writing: your address is not passed on to them."
        ),
        "legal_basis": "consent",
        "channels": ["email"],
        "recipients": ("nordbaie", "relais-courrier", "cartonnerie-vial", "papeterie-noe"),
        "retention": "prospects",
    },
    {
        "code": "essai",
        "label_fr": "Répondre à une demande d’essai",
        "label_en": "Answering a request for a trial",
        "description_fr": "Ouvrir l’essai de 30 jours, y répondre, prévenir avant sa fin.",
        "description_en": "Opening the 30-day trial, answering questions, a reminder before it ends.",
        "legal_basis": "contract",
        "channels": ["email", "phone"],
        "is_prospecting": False,
        "recipients": ("nordbaie", "relais-courrier"),
        "retention": "essais",
    },
    {
        "code": "offres-pro",
        "label_fr": "Présenter nos logiciels aux ateliers",
        "label_en": "Presenting our software to workshops",
        "description_fr": "Écrire à des professionnels, à propos de leur métier.",
        "description_en": "Writing to professionals about their trade.",
        "legal_basis": "legitimate_interest",
        "interest_fr": "Faire connaître nos logiciels aux ateliers qui peuvent en avoir l’usage.",
        "interest_en": "Making our software known to workshops that may have a use for it.",
        "channels": ["email", "phone", "post"],
        "needs_confirmation": False,
        "audience": "professional",
        "recipients": ("nordbaie", "relais-courrier"),
        "retention": "prospects",
    },
)

STATEMENTS = {
    "fr": {
        "lettre": (
            "Je souhaite recevoir chaque mois la lettre d’Atelier Lumen à cette adresse. "
            "Je peux me désinscrire à tout moment, en un clic."
        ),
        "nouveautes": (
            "Je souhaite recevoir les nouveautés des logiciels d’Atelier Lumen à cette adresse. "
            "Je peux me désinscrire à tout moment, en un clic."
        ),
        "partenaires": (
            "Je souhaite qu’Atelier Lumen m’envoie les offres de Cartonnerie Vial et de Papeterie Noé. "
            "Je peux me désinscrire à tout moment, en un clic."
        ),
    },
    "en": {
        "lettre": (
            "I would like to receive the monthly letter of Atelier Lumen at this address. "
            "I can unsubscribe at any time, in one click."
        ),
        "nouveautes": (
            "I would like to receive news of Atelier Lumen’s software at this address. "
            "I can unsubscribe at any time, in one click."
        ),
        "partenaires": (
            "I would like Atelier Lumen to send me offers from Cartonnerie Vial and Papeterie Noé. "
            "I can unsubscribe at any time, in one click."
        ),
    },
}

FORM: dict[str, Any] = {
    "slug": "lettre",
    "title_fr": "Recevoir la lettre d’Atelier Lumen",
    "title_en": "Receive the letter of Atelier Lumen",
    "intro_fr": (
        "Choisissez ce que vous voulez lire. Un e-mail vous demandera ensuite de confirmer : "
        "avant cela, nous n’écrivons rien d’autre."
    ),
    "intro_en": (
        "Choose what you want to read. An e-mail will then ask you to confirm: until then we write nothing else."
    ),
}

ORGANISATIONS = (
    ("Menuiserie Caron & Fils", "16.23Z", "10-49", "Annecy"),
    ("Scierie Vauban", "16.10A", "50-249", "Besançon"),
    ("Toitures Lacombe", "43.91B", "1-9", "Limoges"),
    ("Ébénisterie Sol", "31.09B", "1-9", "Nantes"),
    ("Atelier Brume", "90.03A", "0", "Rennes"),
    ("Charpentes du Léman", "43.91A", "10-49", "Thonon-les-Bains"),
    ("Verrerie d’Aubrac", "23.13Z", "10-49", "Rodez"),
    ("Coutellerie Estève", "25.71Z", "1-9", "Thiers"),
    ("Imprimerie des Quais", "18.12Z", "50-249", "Rouen"),
    ("Association Bois & Habitat", "94.99Z", "1-9", "Épinal"),
)

FIRST_NAMES = (
    "Élodie Hugo Camille Karim Zoé Benoît Inès Théo Anaïs Maël Chloé Léo Maëlys Noé Aïcha Rémi Clémence Yanis "
    "Léonie Gaël Sarah Jérôme Noémie Tanguy Océane Damien Mélanie François Agnès Loïc"
).split()

LAST_NAMES = (
    "Lefèvre Perrin Benali Marchand Garnier d’Aubigny O’Connor Legoff Nguyen Dupré Ångström Besson Château "
    "Moreau-Petit Fontaine Roussel Guérin Barbier Collet Lemaître Prévost Tessier Vasseur Weber Zeller Hamon "
    "Jacquet Kessler Ménard Ollivier"
).split()

JOBS = (
    "Gérante",
    "Directeur d’atelier",
    "Directrice marketing",
    "Chargé d’affaires",
    "Responsable des achats",
    "Artisane",
)

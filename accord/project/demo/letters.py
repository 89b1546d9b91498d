"""Two letters of the demonstration: one that left for the demo mailbox, one waiting to be checked."""

from accord.campaigns import launching, writing
from accord.lib.actor import Actor
from accord.project.demo import pictures
from accord.project.demo.register import Catalogue
from accord.staff.models import User

Block = dict[str, str | int]

OCTOBER: tuple[Block, ...] = (
    {"kind": "title", "text": "Le bois qui dure"},
    {
        "kind": "text",
        "text": (
            "Bonjour {{ first_name|et bienvenue }},\n\n"
            "Ce mois-ci, une menuiserie d’Annecy raconte comment elle choisit ses essences, "
            "et ce qu’elle a cessé de vernir.\n\n"
            "**À reprendre chez vous :** noter le prix d’achat sur chaque planche, au crayon."
        ),
    },
    {"kind": "button", "words": "Lire l’article", "url": "https://lumen.example.org/le-bois-qui-dure"},
)

NOVEMBER: tuple[Block, ...] = (
    {"kind": "title", "text": "Devis : trois gestes de moins"},
    {
        "kind": "text",
        "text": (
            "Bonjour {{ first_name|à vous }},\n\n"
            "La version 4 calcule les chutes toute seule. Trois ateliers l’ont essayée : voici ce qu’ils en disent."
        ),
    },
    {
        "kind": "columns",
        "left_text": "**Avant**\n\nOn comptait les chutes à la main, le vendredi soir.",
        "right_text": "**Maintenant**\n\nElles figurent sur le devis, au centimètre.",
    },
    {"kind": "button", "words": "Voir la version 4", "url": "https://lumen.example.org/version-4"},
)


def load(catalogue: Catalogue) -> None:
    """The October letter, launched, and the November one, still a draft."""
    marc = User.objects.get(email="marc@lumen.example.org").actor
    planks, panel = pictures.load(marc)
    letter = catalogue.purposes["lettre"]
    october = _write(
        marc,
        "Lettre d’octobre",
        "Le bois qui dure",
        "Une menuiserie d’Annecy raconte.",
        _shown(planks, OCTOBER),
    )
    writing.address(actor=marc, campaign_id=october, purpose=letter, view=None, language="fr")
    launching.launch(actor=marc, campaign_id=october)
    november = _write(
        marc,
        "Lettre de novembre",
        "Devis : trois gestes de moins",
        "La version 4 est là.",
        _shown(panel, NOVEMBER),
    )
    writing.address(actor=marc, campaign_id=november, purpose=letter, view=None, language="fr")


def _shown(image: int, blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """The blocks with a picture under their title."""
    return (blocks[0], {"kind": "image", "image": image, "url": ""}, *blocks[1:])


def _write(actor: Actor, name: str, subject: str, preview: str, blocks: tuple[Block, ...]) -> int:
    campaign = writing.begin(actor=actor, name=name)
    for empty in list(campaign.blocks):
        writing.drop_block(actor=actor, campaign_id=campaign.pk, block_id=empty["id"])
    for block in blocks:
        values = {key: value for key, value in block.items() if key != "kind"}
        added = writing.add_block(actor=actor, campaign_id=campaign.pk, kind=str(block["kind"]))
        writing.change_block(actor=actor, campaign_id=campaign.pk, block_id=added, values=values)
    writing.sign(actor=actor, campaign_id=campaign.pk, name=name, subject=subject, preview_text=preview)
    return int(campaign.pk)

"""Addresses that reach a desk rather than a person."""

DESKS = frozenset(
    """
    abuse accueil achats admin administration bonjour bureau commandes commercial compta comptabilite contact
    contacts devis direction facturation factures formation hello help info information infos jobs mairie
    marketing newsletter noreply no-reply office orders postmaster press presse privacy reception recrutement rh sales
    sav secretariat service-client serviceclient service standard support team vente ventes webmaster
    """.split()
)


def is_generic(kind: str, value: str) -> bool:
    """True for contact@, info@ and their like: the address of a desk is nobody's own, whoever reads it."""
    return kind == "email" and value.partition("@")[0].partition("+")[0] in DESKS

"""Questions a form of this house does not ask, recognised by the words of their label, each with its explanation.

Sources: art. 9 and 10 GDPR (special categories, offences), decree 2019-341 (NIR), CJEU 9 January 2025, C-394/23
(civility is not needed to write to somebody). Health data have their own door, apart from this base.
"""

import re
from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accord.lib.search import fold

_WORDS: Mapping[str, str] = {
    "nir": (
        r"nir|n ?ir|securite sociale|numero (de )?secu|no secu|secu|carte vitale|numero insee|"
        r"social security|national insurance number"
    ),
    "health": (
        r"sante|maladies?|pathologies?|handicap\w*|grossesse|enceinte|medical\w*|medicaux|medicaments?|allergies?|"
        r"groupe sanguin|diagnostics?|ordonnance|hospitalis\w*|poids|health|illness\w*|diseases?|disabilit\w+|"
        r"disabled|pregnan\w+|medications?|allerg\w+|blood (type|group)|diagnos\w+"
    ),
    "opinions": (
        r"opinions?|partis? politiques?|politiques?|vote\w*|religi\w+|croyances?|confession\w*|philosoph\w+|"
        r"syndica\w+|syndicat\w*|syndiqu\w+|political\w*|party membership|beliefs?|trade union\w*|union member\w*"
    ),
    "origin": r"races?|racia\w+|ethni\w+|origine ethnique|skin colou?r|couleur de peau",
    "sex": r"orientation sexuelle|vie sexuelle|sexual\w*|sexuel\w*",
    "body": r"biometri\w+|genetiq\w+|genetic\w*|empreintes? digitales?|fingerprints?",
    "offences": r"casier judiciaire|condamnations?|infractions?|criminal record|convictions?|offences?",
    "civility": r"civilites?|genre|sexe|monsieur ou madame|m(\.|onsieur) ?(/|ou) ?m(me|adame)|gender|salutation|"
    r"mr ?/ ?mrs",
}  # fmt: skip
_FOUND = {kind: re.compile(rf"(?<!\w)(?:{words})(?!\w)") for kind, words in _WORDS.items()}

_SPECIAL = _(
    "Health, opinions, beliefs, union membership, origin, sex life and the body are special data: this form may not "
    "ask for them (art. 9 GDPR)."
)
WHY: Mapping[str, Promise] = {
    "nir": _(
        "The social security number may be asked for only by the bodies and for the purposes a decree lists "
        "(decree 2019-341). This form may not."
    ),
    "health": _SPECIAL,
    "opinions": _SPECIAL,
    "origin": _SPECIAL,
    "sex": _SPECIAL,
    "body": _SPECIAL,
    "offences": _("Offences and convictions may not be asked for here (art. 10 GDPR)."),
    "civility": _(
        "Nobody needs a civility or a gender to be written to (CJEU, C-394/23): first name and name are enough."
    ),
}


def why_not(*texts: str) -> str:
    """Why a question with these words is not asked, as a sentence; "" when nothing stands against it."""
    for text in texts:
        for kind, pattern in _FOUND.items():
            if pattern.search(fold(text)):
                return str(WHY[kind])
    return ""

"""Sites that ask their visitors, what they declare, what was published, and what each visitor chose."""

from accord.cookies.models.choices import Account, Choice, Display, Terminal, VisitDay
from accord.cookies.models.scans import Scan
from accord.cookies.models.sites import DeclaredCookie, Site, SitePurpose, ThirdParty
from accord.cookies.models.versions import BannerVersion, PartnerList, ScriptCode

__all__ = [
    "Account",
    "BannerVersion",
    "Choice",
    "DeclaredCookie",
    "Display",
    "PartnerList",
    "Scan",
    "ScriptCode",
    "Site",
    "SitePurpose",
    "Terminal",
    "ThirdParty",
    "VisitDay",
]

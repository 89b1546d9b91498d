"""How each consent banner is put on the page: what its own documentation says, in French, with the same three purposes and five
vendors, and a refusal at the level of the acceptance. Vendors are stubs of this machine (/stub/NAME.js sets NAME_id)."""

import json
from collections.abc import Callable
from dataclasses import dataclass

VENDORS = [
    ("ga", "Google Analytics", "analytics"),
    ("hotjar", "Hotjar", "analytics"),
    ("meta", "Meta Pixel", "ads"),
    ("linkedin", "LinkedIn Insight", "ads"),
]
PURPOSES = {
    "analytics": "Mesure d'audience",
    "ads": "Publicité personnalisée",
    "embeds": "Contenus intégrés",
}
# Pinned: what is installed is what is named here.
PACKAGES = {
    "tarteaucitronjs": "1.34.0",
    "orejime": "3.2.1",
    "klaro": "0.7.22",
    "vanilla-cookieconsent": "3.1.0",
    "cookieconsent": "3.1.1",
    "c15t": "2.2.1",
    "@c15t/react": "2.2.1",
    "@c15t/ui": "2.2.1",
    "react": "19.3.1",
    "react-dom": "19.3.1",
    "esbuild": "0.28.2",
}


@dataclass(frozen=True)
class Page:
    """A page with one banner. files: what it loads of it; has_details: it has a panel of details to compare with."""

    name: str
    banner: str
    head: str = ""
    body: str = ""
    has_details: bool = True


def _script(code: str) -> str:
    return f"<script>{code}</script>"


def _each(tag: Callable[[str, str], str]) -> str:
    return "".join(tag(vendor, purpose) for vendor, _label, purpose in VENDORS)


def tarteaucitron() -> Page:
    """Its core, its services, its French and its style."""
    start = """
tarteaucitron.init({privacyUrl:'/vie-privee',orientation:'bottom',cookieName:'tarteaucitron',removeCredit:true});
window.addEventListener('tac.root_available',function(){
 %s.forEach(function(v){tarteaucitron.services[v[0]]={key:v[0],type:v[2]==='ads'?'ads':'analytic',name:v[1],needConsent:true,
  uri:'/vie-privee',cookies:[v[0]+'_id'],js:function(){tarteaucitron.addScript('/stub/'+v[0]+'.js')}};
 (tarteaucitron.job=tarteaucitron.job||[]).push(v[0]);});});"""
    return Page(
        "tarteaucitron",
        "#tarteaucitronAlertBig",
        '<script src="/nm/tarteaucitronjs/tarteaucitron.min.js"></script>'
        + _script(start % json.dumps(VENDORS)),
    )


def orejime() -> Page:
    """Its standard theme in French."""
    purposes = [
        {
            "id": code,
            "title": title,
            "cookies": [],
            "purposes": [
                {"id": vendor, "title": label, "cookies": [f"{vendor}_id"]}
                for vendor, label, of in [*VENDORS, ("embed", "YouTube", "embeds")]
                if of == code
            ],
        }
        for code, title in PURPOSES.items()
    ]
    config = {"privacyPolicyUrl": "/vie-privee", "purposes": purposes}
    return Page(
        "Orejime",
        ".orejime-Banner, .orejime-Notice",
        '<link rel="stylesheet" href="/nm/orejime/dist/orejime-standard.css">'
        + _script(f"window.orejimeConfig={json.dumps(config)}")
        + '<script src="/nm/orejime/dist/orejime-standard-fr.js" defer></script>',
        _each(
            lambda vendor, _: (
                f'<template data-purpose="{vendor}"><script src="/stub/{vendor}.js"></script></template>'
            )
        ),
    )


def klaro() -> Page:
    """All languages in its file, as it is shipped."""
    services = [
        {"name": vendor, "title": label, "purposes": [of], "cookies": [f"{vendor}_id"]}
        for vendor, label, of in [*VENDORS, ("embed", "YouTube", "embeds")]
    ]
    words = {"privacyPolicyUrl": "/vie-privee", "purposes": PURPOSES}
    config = {
        "version": 1,
        "lang": "fr",
        "acceptAll": True,
        "groupByPurpose": True,
        "translations": {"fr": words, "zz": words},
        "services": services,
    }
    return Page(
        "Klaro",
        ".klaro .cookie-notice",
        _script(f"var klaroConfig={json.dumps(config)}")
        + '<script src="/nm/klaro/dist/klaro.js" defer></script>',
        _each(
            lambda vendor, _: (
                f'<script type="text/plain" data-name="{vendor}" data-src="/stub/{vendor}.js"></script>'
            )
        ),
    )


def vanilla() -> Page:
    """Its box, with buttons of equal weight."""
    start = """document.addEventListener('DOMContentLoaded',function(){
 var V=%s,P=%s,cats={necessary:{enabled:true,readOnly:true}};
 Object.keys(P).forEach(function(p){cats[p]={services:{},autoClear:{cookies:[]}}});
 V.forEach(function(v){cats[v[2]].services[v[0]]={label:v[1]};cats[v[2]].autoClear.cookies.push({name:v[0]+'_id'})});
 CookieConsent.run({categories:cats,hideFromBots:false,guiOptions:{consentModal:{layout:'box',equalWeightButtons:true}},
  language:{default:'fr',translations:{fr:{
  consentModal:{title:'Cookies',description:"Nous et nos 5 partenaires utilisons des cookies pour mesurer l'audience.",
   acceptAllBtn:"J'accepte",acceptNecessaryBtn:'Je refuse',showPreferencesBtn:'Gérer mes choix',
   footer:'<a href="/vie-privee">Vie privée</a>'},
  preferencesModal:{title:'Préférences',acceptAllBtn:'Tout accepter',acceptNecessaryBtn:'Tout refuser',
   savePreferencesBtn:'Enregistrer',closeIconLabel:'Fermer',sections:[{title:'Nécessaires',linkedCategory:'necessary'}]
   .concat(Object.keys(P).map(function(p){return{title:P[p],linkedCategory:p}}))}}}}});});"""
    folder = "/nm/vanilla-cookieconsent/dist/cookieconsent"
    return Page(
        "vanilla-cookieconsent",
        "#cc-main .cm",
        f'<link rel="stylesheet" href="{folder}.css"><script src="{folder}.umd.js" defer></script>'
        + _script(start % (json.dumps(VENDORS), json.dumps(PURPOSES))),
        _each(
            lambda v, of: (
                f'<script type="text/plain" data-category="{of}" data-service="{v}" src="/stub/{v}.js"></script>'
            )
        ),
    )


def osano() -> Page:
    """The open one, which has no panel and holds nothing back."""
    start = """document.addEventListener('DOMContentLoaded',function(){window.cookieconsent.initialise({type:'opt-in',
 palette:{popup:{background:'#fff',text:'#222'},button:{background:'#222',text:'#fff'}},
 content:{message:"Nous et nos 5 partenaires utilisons des cookies.",allow:"J'accepte",deny:'Je refuse',link:'Vie privée',
 href:'/vie-privee'}})});"""
    folder = "/nm/cookieconsent/build/cookieconsent.min"
    head = f'<link rel="stylesheet" href="{folder}.css"><script src="{folder}.js" defer></script>' + _script(
        start
    )
    return Page("Osano cookieconsent", ".cc-window", head, has_details=False)


C15T = """
import React from 'react'; import { createRoot } from 'react-dom/client';
import { ConsentManagerProvider, ConsentBanner, ConsentDialog } from '@c15t/react';
import '@c15t/react/styles.css';
const words = { common: { acceptAll: "J'accepte", rejectAll: 'Je refuse', customize: 'Gérer mes choix', save: 'Enregistrer' },
  cookieBanner: { title: 'Cookies', description: 'Nous et nos 5 partenaires utilisons des cookies.' } };
const options = { mode: 'offline', consentCategories: ['necessary', 'measurement', 'marketing', 'experience'],
  overrides: { country: 'FR', language: 'fr' }, i18n: { locale: 'fr', messages: { fr: words } },
  legalLinks: { privacyPolicy: { href: '/vie-privee' } },
  scripts: VENDORS.map(v => ({ id: v[0], src: '/stub/' + v[0] + '.js', category: v[2] === 'ads' ? 'marketing' : 'measurement' })) };
createRoot(document.getElementById('c15t')).render(
  <ConsentManagerProvider options={options}><ConsentBanner/><ConsentDialog/></ConsentManagerProvider>);
""".replace("VENDORS", json.dumps(VENDORS))


def c15t() -> Page:
    """With React, bundled by esbuild as its guide does."""
    head = '<link rel="stylesheet" href="/nm/built/c15t.css"><script src="/nm/built/c15t.js" defer></script>'
    return Page("c15t + React", '[data-testid="consent-banner-card"]', head, '<div id="c15t"></div>')


PEERS = [tarteaucitron(), orejime(), klaro(), vanilla(), osano(), c15t()]

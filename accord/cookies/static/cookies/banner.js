/* The banner of a site: window.__accordCookies is its configuration (accord/cookies/configuration.py). */

"""Accord: a self-hosted CRM in which the GDPR is the engine."""

__version__ = "0.1.0"

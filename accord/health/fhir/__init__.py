"""Choices, documents, patients and the journal in FHIR R4. Codes come from our closed lists: others are refused.

Plain dictionaries, so that nothing heavy is loaded to serve a page; tests hold them against fhir.resources.
"""

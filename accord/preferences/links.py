"""The signed references of preferences pages and unsubscribe buttons."""

from accord.outbox.links import one_click_url, preferences_url, read_one_click, read_preferences

__all__ = ["one_click_url", "preferences_url", "read_one_click", "read_preferences"]

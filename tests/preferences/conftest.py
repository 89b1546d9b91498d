"""The same house as the outbox's tests."""

from tests.outbox.conftest import lumen, make_purpose, monthly, newsletter, reader, sink, work_off

__all__ = ["lumen", "make_purpose", "monthly", "newsletter", "reader", "sink", "work_off"]

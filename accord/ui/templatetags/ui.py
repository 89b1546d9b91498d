"""Every component, in one library that is built into the templates: pages need no {% load %}."""

from django import template

from accord.ui.components import (
    actions,
    boards,
    calendar,
    charts,
    collections,
    facts,
    forms,
    layout,
    lists,
    people,
    proof,
    shell,
    words,
    writing,
)

register = template.Library()
for family in (
    actions,
    calendar,
    boards,
    charts,
    collections,
    facts,
    forms,
    layout,
    lists,
    people,
    proof,
    shell,
    words,
    writing,
):
    register.tags.update(family.register.tags)
    register.filters.update(family.register.filters)

"""Template tags of the pages of sign-in."""

from django import template

from onevisit.records import installation

register = template.Library()


@register.simple_tag
def is_demo() -> bool:
    """Whether this is a demo installation, whose pages say where codes can be read."""
    return installation.facts().demo

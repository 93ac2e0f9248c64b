"""Companies whose truth is known, to test a study on: see :func:`world`."""

from garant.study.worlds.change import ChangeOptions
from garant.study.worlds.kinds import KINDS
from garant.study.worlds.leaks import LEAK, leak
from garant.study.worlds.truth import BANDS, CAPS, Truth
from garant.study.worlds.world import Options, World, world

__all__ = [
    "BANDS",
    "CAPS",
    "KINDS",
    "LEAK",
    "ChangeOptions",
    "Options",
    "Truth",
    "World",
    "leak",
    "world",
]

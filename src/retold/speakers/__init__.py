"""Who says each utterance: a segmented telling in, the same telling with characters, speakers and evidence out.

``attribute`` reads one telling alone: it gathers the roster from the text itself, weighs for each turn what the text
shows (a tag, a pronoun, an action beside the line, a name called out), and settles the turns as one sequence in which
speakers take turns. ``carry`` joins the characters of several tellings and lets the strongest evidence for a line
serve wherever the line is told again.
"""

from retold.speakers.carrying import carry
from retold.speakers.deciding import attribute

__all__ = ["attribute", "carry"]

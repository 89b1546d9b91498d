"""What an action of health cannot do, in a sentence for the colleague who asked. No word about a patient is in it."""

from django.utils.functional import Promise


class Impossible(Exception):
    """The action was not done: `sentence` says why and what can be done."""

    def __init__(self, sentence: "str | Promise") -> None:
        super().__init__(str(sentence))
        self.sentence = sentence

"""A sentence for a reader as a value: what it says in Chinese, and what it names.

Below the pages nothing knows which language the reader chose. A sentence is therefore kept in two pieces, the
Chinese template and its values; a page says the template in its own language and puts the values in.
"""

from __future__ import annotations

from collections.abc import Callable

from onevisit.law.clauses import Citation


class Sentence:
    """A Chinese template with named places, ``%(names)s``, and the values that stand in them.

    ``str()`` gives it in Chinese, as documents, commands and logs print it. A value is a name as the city
    or a person wrote it, a term of law such as the label of an act, a number, a citation, another sentence,
    or several of these in a row. The template is always written out where the sentence is made, so that
    the tool which collects texts for translation finds it.
    """

    def __init__(self, template: str, /, **values: Value) -> None:
        self.template = template
        self.values = values

    def __str__(self) -> str:
        return self.filled(self.template, str, "、", "")

    def __repr__(self) -> str:
        return f"Sentence({str(self)!r})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sentence) and (self.template, self.values) == (other.template, other.values)

    def __hash__(self) -> int:
        return hash(self.template)

    def filled(self, template: str, say: Callable[[Single], str], comma: str, gap: str) -> str:
        """The template, this one or its translation, with every value said by ``say``.

        Names in a row are parted by ``comma``, whole sentences by ``gap``.
        """
        if not self.values:
            return template
        words = {}
        for name, value in self.values.items():
            row = value if isinstance(value, tuple) else (value,)
            whole = all(isinstance(one, Sentence) and one.template.endswith("。") for one in row)
            mark = gap if whole else comma
            words[name] = mark.join(say(one) for one in row)
        return template % words


class Term(str):
    """A word of law, such as the label of an act: pages translate it, where a name stays as it is."""

    __slots__ = ()


class InputFault(ValueError):
    """Something given that can't be right, with the sentence for the person who gave it."""

    def __init__(self, sentence: Sentence) -> None:
        super().__init__(str(sentence))
        self.sentence = sentence


Single = str | int | Citation | Sentence
Value = Single | tuple[Single, ...]

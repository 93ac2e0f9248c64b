"""Text of others, shown on a terminal."""


def clean(text: str) -> str:
    r"""Text without what would steer a terminal; line breaks of our own messages stay.

    >>> clean("\x1b[2Jgone")
    '�[2Jgone'
    """
    return "".join(char if char.isprintable() or char in " \xa0\n" else "\ufffd" for char in text)

"""Names of people: how one is kept, by which key it is found again, and what it may hold.

The PRECIS nickname profile (RFC 8266) decides which characters a name may have, and Unicode's tables of
confusable characters (UTS 39) which words mix alphabets so that they pass for other words.
"""

import re
import unicodedata

from confusable_homoglyphs import categories, confusables
from precis_i18n import get_profile
from precis_i18n.unicode import UnicodeData

from lrc_portal.database.encrypted import lookup_hash
from lrc_portal.words.marks import Problem, problem

LONGEST = 60

# UTS 39, section 5.4: more signs than these above one letter are no writing, and run into other lines.
_MOST_MARKS = 4

# Alphabets whose letters pass for one another. Scripts of Japan look alike too, and belong together.
_LOOK_ALIKE = frozenset({"LATIN", "CYRILLIC", "GREEK"})

# They hold letters together or apart where a script needs it (Persian, Hindi), and are nothing elsewhere.
_JOINERS = "\u200c\u200d"
_NO_JOINERS = dict.fromkeys(map(ord, _JOINERS))

# Keyboards write one apostrophe or dash for another; by them no two people are told apart.
_SAME_SIGN = str.maketrans(
    {**dict.fromkeys("\u2018\u2019\u02bc\u02bb\u00b4", "'"), **dict.fromkeys("\u2010\u2013\u2014", "-")}
)

_unicode = UnicodeData()
_profile = get_profile("NicknameCasePreserved")


def tidy(name: str) -> str:
    """A name as it is kept and shown: letters composed, spaces collapsed, nothing that cannot be seen.

    Invisible letters, control characters and those that turn the direction of writing are left out.
    """
    composed = unicodedata.normalize("NFKC", name)
    seen = "".join(sign for sign in composed if sign.isspace() or not _is_unseen(sign))
    shown = unicodedata.normalize("NFKC", " ".join(seen.split()))
    return shown if _is_writing(shown) else shown.translate(_NO_JOINERS)


def key(name: str) -> str:
    """The keyed hash by which a name is found again, whatever its capitals, spaces and apostrophes."""
    folded = tidy(name).casefold().translate(_SAME_SIGN).translate(_NO_JOINERS)
    return lookup_hash("name", unicodedata.normalize("NFKC", folded))


def keys(name: str) -> tuple[str, str]:
    """The keys under which an account with this name can stand: first the older, stricter one.

    Accounts from before names were folded as today stand under the key that they had then.
    """
    as_before = " ".join(unicodedata.normalize("NFC", name).split()).casefold()
    return lookup_hash("name", unicodedata.normalize("NFC", as_before)), key(name)


def problems(field: str, name: str) -> list[Problem]:
    """What keeps a name that is not empty from being taken."""
    tidied = tidy(name)
    if len(tidied) > LONGEST:
        return [problem(field, "Use at most {n} characters.", n=LONGEST)]
    if not _is_writing(tidied):
        return [problem(field, "This name has a sign that we cannot show well. Choose another.")]
    if any(_mixes_alphabets(word) for word in re.findall(r"[^\W\d_]+", tidied)):
        return [
            problem(
                field,
                "Some letters of this name are from another alphabet and only look the same. "
                "Type the name again.",
            )
        ]
    return []


def _is_unseen(sign: str) -> bool:
    code = ord(sign)
    return _unicode.control(code) or (_unicode.default_ignorable(code) and sign not in _JOINERS)


def _is_writing(name: str) -> bool:
    try:
        _profile.enforce(name)
    except UnicodeEncodeError:
        return False
    marks = "".join("m" if unicodedata.category(sign) in {"Mn", "Me"} else " " for sign in name)
    return max(map(len, marks.split()), default=0) <= _MOST_MARKS


def _mixes_alphabets(word: str) -> bool:
    """Whether letters of one alphabet stand in a word of another and pass for letters of that one."""
    return any(
        confusables.is_dangerous(word, preferred_aliases=[alphabet])
        for alphabet in _LOOK_ALIKE & categories.unique_aliases(word)
    )

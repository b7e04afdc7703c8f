"""What the tagger knows of a word (its letters, its shape, the lists that hold it) and of its place on the page."""

import zlib

import numpy as np
import numpy.typing as npt

from carnet.tools.pseudonymisation.page import Page

BUCKETS = 1 << 15
PLACES = 14  # features of the place of a word
Floats = npt.NDArray[np.float32]


def word_buckets(text: str, plain: str, code: int) -> list[int]:
    """The buckets of the embedding that a word sums. `code`: what the lexicon says of it (see `lexicon_code`)."""
    marks = [f"s{_shape(text)}", f"n{min(len(text), 12)}", f"c{_case(text)}"]
    if plain.isdecimal():
        marks += _number(plain)
    else:
        core = plain[2:] if len(plain) > 3 and plain[1] == "'" and plain[0] in "dlsmnjctq" else plain
        bound = f"^{core}$"
        marks.append("w" + plain)
        marks += [f"p{core[:k]}" for k in (1, 2, 3, 4) if len(core) > k]
        marks += [f"e{core[-k:]}" for k in (1, 2, 3, 4) if len(core) > k]
        marks += [f"g{bound[i : i + 3]}" for i in range(len(bound) - 2)]
        if core is not plain:
            marks.append("d" + plain[:2])
        if code >= 0:
            marks += [f"f{code & 3}", f"l{code >> 2 & 3}", f"o{code >> 4 & 3}", f"m{code >> 6 & 1}", f"x{code}"]
            marks.append(f"y{_case(text)}{code}")
    return [zlib.crc32(mark.encode("utf-8", "surrogatepass")) % BUCKETS for mark in marks]


def lexicon_key(plain: str) -> str:
    """The form under which a word is looked up: without its elision."""
    return plain[2:] if len(plain) > 3 and plain[1] == "'" else plain


def lexicon_code(first: int, last: int, word: int, medical: bool) -> int:
    """Seven bits: how common a word is as first name, last name and word (0 to 3), and whether medicine says it."""
    return first | last << 2 | word << 4 | int(medical) << 6


def _case(text: str) -> str:
    if len(text) == 1:
        return "1" if text.isupper() else "i" if text.islower() else text if not text.isdigit() else "9"
    if text.isupper():
        return "U"
    if text.islower():
        return "l"
    if text[0].isupper() and text[1:].islower():
        return "T"
    if text[1:2] == "'" and text[2:3].isupper():
        return "D" if text[3:].islower() else "E"
    return "m"


def _shape(text: str) -> str:
    shape = ""
    for character in text[:14]:
        kind = "X" if character.isupper() else "x" if character.islower() else "9" if character.isdigit() else character
        if shape[-2:] != kind * 2:
            shape += kind
    return shape


def _number(digits: str) -> list[str]:
    value = int(digits[:9])
    marks = [f"#{len(digits)}", f"#{digits[:2]}:{len(digits)}", f"#z{digits[0] == '0'}{len(digits)}"]
    if len(digits) <= 2:
        marks += [f"#v{digits}", f"#d{1 <= value <= 31}{value <= 12}"]
    if len(digits) == 4:
        marks += [f"#y{1900 <= value <= 2035}", f"#t{value // 10}"]
    return marks


def places(page: Page, start: int, stop: int) -> Floats:
    """The features of the places of words `start` to `stop` of a page: array (stop - start, PLACES)."""
    words = page.words[start:stop]
    count = len(words)
    base, end = words[0].start, words[-1].end
    begins = np.fromiter((word.start for word in words), np.int64, count) - base
    ends = np.fromiter((word.end for word in words), np.int64, count) - base
    codes = np.frombuffer(page.text[base:end].encode("utf-32-le", "surrogatepass"), np.uint32)
    lines = np.concatenate([[0], np.cumsum(codes == 10)])
    line = lines[begins]
    gap = begins[1:] - ends[:-1]
    breaks = lines[begins[1:]] - lines[ends[:-1]]
    found = np.zeros((count, PLACES), np.float32)
    found[0, 0] = found[0, 2] = found[-1, 1] = 1
    found[1:, 0] = breaks > 0
    found[:-1, 1] = breaks > 0
    found[1:, 2] = breaks > 1
    found[1:, 3] = (breaks == 0) & (gap > 0)
    found[1:, 4] = gap == 0
    found[1:, 5] = (breaks == 0) & (gap > 1)
    order = np.arange(count)
    found[:, 6] = (order + start) < 40
    found[:, 7] = (len(page.words) - start - order) < 40
    number = int(lines[-1]) + 1
    of_characters = lines[:-1]
    signs = np.bincount(of_characters, (codes == ord("|")) | (codes == ord(";")), number)
    small = np.bincount(of_characters, ((codes >= 97) & (codes <= 122)) | (codes >= 224), number)
    big = np.bincount(of_characters, (codes >= 65) & (codes <= 90), number)
    found[:, 8] = signs[line] > 0
    found[:, 9] = small.sum() < 0.4 * big.sum()
    found[:, 10] = big.sum() < 0.01 * small.sum()
    found[:, 11] = (big[line] > 2) & (small[line] < 0.3 * big[line])
    on_line = np.bincount(line, minlength=number)[line]
    found[:, 12] = on_line <= 4
    found[:, 13] = on_line <= 10
    return found


def same_words(page: Page, start: int, stop: int) -> npt.NDArray[np.int64]:
    """Words said several times have the same number; what is no word, or very short, has one of its own."""
    numbers: dict[str, int] = {}
    found = np.empty(stop - start, np.int64)
    alone = 0
    for place, word in enumerate(page.words[start:stop]):
        if len(word.plain) > 2 and word.plain[0].isalpha():
            found[place] = numbers.setdefault(word.plain, len(numbers))
        else:
            alone -= 1
            found[place] = alone
    found[found < 0] += len(numbers) - alone
    return found

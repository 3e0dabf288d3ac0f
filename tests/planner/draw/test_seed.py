"""Seeds against what others have published."""

from hashlib import md5, sha256

import pytest

from planner.draw.seed import CODES, canonical, code, expand, extract, number_below


def test_canonical_form_of_rfc_3797() -> None:
    """Source: RFC 3797, section 6; the numbers in another order there too."""
    sources = [[9319], [2, 5, 12, 8, 10], [9, 18, 26, 34, 41, 45]]
    assert canonical(sources) == "9319./2.5.8.10.12./9.18.26.34.41.45./"


def test_selection_of_rfc_3797() -> None:
    """The worked example of RFC 3797, section 6, from the canonical form: 25 in the pool.

    The RFC takes MD5 modulo the number left; the program takes neither, only the canonical form.
    """
    text = canonical([[9319], [2, 5, 12, 8, 10], [9, 18, 26, 34, 41, 45]]).encode()
    pool, drawn = list(range(1, 26)), []
    for n in range(11):
        mark = n.to_bytes(2, "big")
        value = int.from_bytes(md5(mark + text + mark, usedforsecurity=False).digest(), "big")
        drawn.append(pool.pop(value % len(pool)))
    assert drawn == [17, 7, 2, 16, 25, 23, 8, 24, 19, 13, 22]


def _elegy(left: int) -> bytes:
    secret = b"totally not a bikeshed"
    for _ in range(left):
        secret = sha256(secret).digest()
    return secret


COLOURS = ("lavenderblush", "blue", "darkgoldenrod", "mediumvioletred", "bisque", "lightpink")


def test_tickets_of_elegy() -> None:
    """Source: draft-thomson-elegy-vrs-00, example: chain of codes, HKDF, order of tickets."""
    assert _elegy(10).hex() == "950ea08d8d5fd3ae415b9967aba7a48aba39ca62a4d98f2e7fe25cb1b8f8c488"
    numbers = canonical([[1, 2, 3, 4, 5, 6]] * 3)
    assert numbers == "1.2.3.4.5.6./" * 3
    key = extract(_elegy(9), numbers.encode())
    assert expand(key, "lavenderblush").hex().startswith("002ed527ae0a44a8")
    assert tuple(sorted(set(COLOURS), key=lambda c: expand(key, c))) == COLOURS
    second = extract(_elegy(8), numbers.encode())
    order = sorted(("cornflowerblue", "darkgray", "aqua"), key=lambda c: expand(second, c))
    assert order == ["aqua", "darkgray", "cornflowerblue"]


def test_hkdf_of_rfc_5869() -> None:
    """Source: RFC 5869, test case 3 (no salt, no info)."""
    key = extract(b"", b"\x0b" * 22)
    assert key.hex() == "19ef24a32c717b167f33a91d6f648bdf96596776afdb6377ac434c1c293ccb04"
    okm = "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d"
    assert expand(key, "").hex() == okm


def test_digest_of_a_beacon_round() -> None:
    """Source: drand default chain, round 72785; a beacon's digest counts as a word."""
    randomness = "8b676484b5fb1f37f9ec5c413d7d29883504e5b669f604a1ce68b3388e9ae3d9"
    assert canonical([[randomness]]) == randomness.upper() + "./"


def test_tickets_of_the_consistent_sampler() -> None:
    """Source: Rivest's consistent_sampler, range(100) with seed 41.

    Its tickets are SHA-256 of the seed's digest followed by the id, read as decimal digits from the
    last to the first: lowest first as here, only byte string and reading differ.
    """

    def fraction(candidate: int) -> str:
        digest = sha256((sha256(b"41").hexdigest() + str(candidate)).encode()).hexdigest()
        return f"{int(digest, 16):064d}"[::-1]

    order = sorted(range(100), key=fraction)
    assert order[:10] == [73, 51, 17, 58, 38, 42, 39, 20, 11, 67]


def test_codes_open_in_their_order() -> None:
    secret = b"s" * 32
    for opened in range(1, CODES):
        assert sha256(code(secret, opened)).digest() == code(secret, opened - 1)
    with pytest.raises(ValueError, match="one-time codes"):
        code(secret, CODES)


def test_numbers_below_are_even() -> None:
    counts = [0] * 6
    for n in range(6000):
        counts[number_below(b"key", str(n), 6)] += 1
    assert sum((c - 1000) ** 2 / 1000 for c in counts) < 20.5  # 0.1 %, 5 degrees of freedom


def test_numbers_that_would_favour_some_are_thrown_away() -> None:
    """Above half of the range every second value is refused; a remainder would not be."""
    below = 2**255 + 1
    values = [number_below(b"key", str(n), below) for n in range(50)]
    firsts = [int.from_bytes(expand(b"key", f"{n}|0"), "big") for n in range(50)]
    again = [v for v, first in zip(values, firsts, strict=True) if first >= below]
    assert again
    assert all(v < below for v in values)

"""Clauses and what the auditor says of them, as HTML; nothing of the data is taken as HTML."""

from collections.abc import Iterable
from html import escape

from api.desk.compliance import Broken, Cited, Compliance, Standing
from api.pages import parts
from api.pages.links import address, anchor
from api.pages.visit import Visit
from models.plan import ComplianceStatus

_MARKS = {
    ComplianceStatus.KEPT: "✓",
    ComplianceStatus.BROKEN: "✗",
    ComplianceStatus.NOT_APPLICABLE: "–",
}
_ORDER = (ComplianceStatus.BROKEN, ComplianceStatus.KEPT, ComplianceStatus.NOT_APPLICABLE)


def clauses(visit: Visit, found: Compliance, shown: ComplianceStatus | None = None) -> str:
    """The clauses of a status, or all: broken ones first, else in the order of the policy."""
    chosen = [one for one in found.clauses if shown in {None, one.status}]
    if not chosen:
        return f'<p class="desk-note">{escape(visit.say("pages.compliance.no_clause"))}</p>'
    chosen.sort(key=lambda one: _ORDER.index(one.status))
    return "".join(_clause(visit, one) for one in chosen)


def missed(visit: Visit, found: Compliance) -> None:
    """The visits that are due and not in the plan, with the reasons and what would help."""
    say = visit.say
    headers = ("target", "programmes", "mandatory", "reasons", "remedies")
    parts.table(
        [say(f"pages.compliance.missed_{name}") for name in headers],
        [
            (
                one.target.name,
                say("pages.compliance.comma").join(one.programmes),
                say("truth.yes" if one.mandatory else "truth.no"),
                say("pages.compliance.semicolon").join(map(say, one.reasons)),
                say("pages.compliance.semicolon").join(map(say, one.remedies)) or None,
            )
            for one in found.missed
        ],
        say("pages.compliance.missed"),
    )
    if found.missed_more:
        parts.note(say("pages.compliance.missed_more", count=found.missed_more))


def _clause(visit: Visit, one: Standing) -> str:
    words = visit.say
    title = one.clause.title if visit.language == "zh" else one.clause.title_en
    quoted = ""
    if one.quotation is not None:
        quoted = (
            f'<blockquote lang="zh-CN">{escape(one.quotation.text)}'
            f"<cite>{escape(one.quotation.place)}</cite></blockquote>"
        )
    badge = (
        f'<span class="desk-badge" data-status="{one.status}"><span aria-hidden="true">'
        f"{_MARKS[one.status]}</span> {escape(words(f'status.{one.status}'))}</span>"
    )
    return (
        f'<article class="desk-clause" data-status="{one.status}">'
        f"<div><h3>{escape(title or one.clause.id)}</h3>{quoted}"
        f'<p class="desk-note"><code>{escape(one.clause.id)}</code> · '
        f"{escape(words(f'clause_kind.{one.clause.kind}'))}</p></div>"
        f"<div>{badge}{_resting(visit, one)}{_list(map(words, one.facts))}{_findings(visit, one)}"
        "</div></article>"
    )


def _resting(visit: Visit, one: Standing) -> str:
    """What keeps the clause: the programmes for it and how many visits they make."""
    if not one.programmes:
        return ""
    links = escape(visit.say("pages.compliance.comma")).join(
        anchor(named.name, address(visit, "year", programme=named.id)) for named in one.programmes
    )
    count = escape(visit.say("pages.compliance.visits", count=one.visits))
    return f"<p>{links} <span class='desk-note'>{count}</span></p>"


def _findings(visit: Visit, one: Standing) -> str:
    if not one.findings:
        return ""
    total = len(one.findings) + one.more
    head = escape(visit.say("pages.compliance.findings", count=total, visits=one.concerned))
    items = "".join(f"<li>{_finding(visit, found)}</li>" for found in one.findings)
    more = ""
    if one.more:
        more = (
            f"<p class='desk-note'>{escape(visit.say('pages.compliance.more', count=one.more))}</p>"
        )
    return f'<p class="desk-fault">{head}</p><ol class="desk-findings">{items}</ol>{more}'


def _finding(visit: Visit, found: Broken) -> str:
    links = " ".join(_cited(visit, one) for one in found.visits)
    more = f" +{found.more}" if found.more else ""
    cited = f'<div class="desk-cited">{links}{more}</div>' if links else ""
    return f"{escape(visit.say(found.text))}{cited}"


def _cited(visit: Visit, one: Cited) -> str:
    return anchor(f"{one.target} {one.start:%m-%d}", address(visit, "year", visit=one.id))


def _list(words: Iterable[str]) -> str:
    items = "".join(f"<li>{escape(told)}</li>" for told in words)
    return f'<ul class="desk-facts">{items}</ul>' if items else ""

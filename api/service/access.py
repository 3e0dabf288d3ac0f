"""Which route asks for what: one table, that the documentation shows and every answer is held to.

`python -m api.service.access` writes it into docs/service.md.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from api.accounts.roles import Action, Role, may
from api.accounts.scope import Relation

_PAGE = Path("docs/service.md")
_BEGIN, _END = "<!-- access: begin -->\n", "<!-- access: end -->\n"


class Rule(StrEnum):
    """How a route answers whoever may not do what it is for."""

    PUBLIC = "public"
    ANYONE = "anyone"
    LIST = "list"
    ROLE = "role"
    PLACE = "place"
    OF = "of"


MEANING: Mapping[Rule, str] = {
    Rule.PUBLIC: "asks for no login; `/metrics` has a token of its own, or answers this machine",
    Rule.ANYONE: "whoever is logged in; it is about themselves, or comes with the program",
    Rule.LIST: "whoever is logged in; shows what they may read",
    Rule.ROLE: "403 to roles that may not do this in their own region; shows what they may read",
    Rule.PLACE: "403 to whoever may not do this in the region that is named",
    Rule.OF: "403 to whoever may read it but not do this; 404 to everybody else, as if it were "
    "not there",
}
_ROWS = """
GET    /healthz                                  public
GET    /readyz                                   public
GET    /metrics                                  public
GET    /v1/openapi.json                          public
GET    /docs                                     public
GET    /docs/begin.js                            public
GET    /docs/swagger-ui-bundle.js                public
GET    /docs/swagger-ui.css                      public
GET    /docs/favicon.png                         public
POST   /v1/login                                 public
GET    /v1/oidc/login                            public
GET    /v1/oidc/callback                         public
GET    /feeds/{secret}.ics                       public
GET    /public/registers                         public
GET    /public/registers/{office}                public
GET    /public/draws/{id_}                       public
GET    /public/verifiers/{digest}                public
GET    /public/verify                            public
GET    /public/verify/verify.css                 public
GET    /public/verify/verify.js                  public
GET    /public/verify/page.js                    public
GET    /public/verify/words/{language}           public
POST   /v1/logout                                anyone
GET    /v1/me                                    anyone
POST   /v1/me/password                           anyone
GET    /v1/me/tokens                             anyone
POST   /v1/me/tokens                             anyone
DELETE /v1/me/tokens/{id_}                       anyone
GET    /v1/policies                              anyone
GET    /v1/policies/{id_}                        anyone
GET    /v1/glossary                              anyone
GET    /v1/issues                                anyone
GET    /v1/issues/{code}                         anyone
GET    /v1/template.xlsx                         anyone
GET    /v1/shipped                               anyone
POST   /v1/draws/verify                          anyone
GET    /v1/regions                               list  plan_read
GET    /v1/datasets                              list  dataset_read
GET    /v1/plans                                 list  plan_read
GET    /v1/comparisons                           list  comparison_read
GET    /v1/registers                             list  draw_read
GET    /v1/feeds                                 list  feed_read
GET    /v1/accounts                              role  account_read
GET    /v1/trail                                 role  trail_read
GET    /v1/trail.jsonl                           role  trail_read
GET    /v1/trail/verify                          role  trail_read
POST   /v1/accounts                              place account_write
GET    /v1/accounts/{id_}                        of    account_read
PUT    /v1/accounts/{id_}                        of    account_write
POST   /v1/accounts/{id_}/password               of    account_write
DELETE /v1/accounts/{id_}/lock                   of    account_write
PUT    /v1/accounts/{id_}/subject                of    account_write
GET    /v1/accounts/{id_}/tokens                 of    account_read
DELETE /v1/accounts/{id_}/tokens/{token}         of    account_write
GET    /v1/accounts/{id_}/sessions               of    account_read
DELETE /v1/accounts/{id_}/sessions/{browser}     of    account_write
POST   /v1/datasets                              of    dataset_write
GET    /v1/datasets/{id_}                        of    dataset_read
GET    /v1/datasets/{id_}/input                  of    dataset_read
GET    /v1/datasets/{id_}/workbook               of    dataset_read
PATCH  /v1/datasets/{id_}                        of    dataset_write
POST   /v1/datasets/{id_}/overlay                of    dataset_write
DELETE /v1/datasets/{id_}                        of    dataset_write
POST   /v1/shipped/{id_}                         of    dataset_write
POST   /v1/plans                                 of    plan_write
GET    /v1/plans/{id_}                           of    plan_read
GET    /v1/plans/{id_}/status                    of    plan_read
GET    /v1/plans/{id_}/events                    of    plan_read
DELETE /v1/plans/{id_}                           of    plan_write
POST   /v1/plans/{id_}/cancel                    of    plan_write
POST   /v1/plans/{id_}/publish                   of    plan_write
GET    /v1/plans/{id_}/offices                   of    plan_read
GET    /v1/plans/{id_}/visits                    of    plan_read
GET    /v1/plans/{id_}/result                    of    plan_read
GET    /v1/plans/{id_}/result.xlsx               of    plan_read
GET    /v1/plans/{id_}/result.ics                of    plan_read
GET    /v1/plans/{id_}/result.csv                of    plan_read
GET    /v1/plans/{id_}/audit                     of    plan_read
GET    /v1/plans/{id_}/why/{visit}               of    plan_read
GET    /v1/plans/{id_}/who/{visit}/{member}      of    plan_read
GET    /v1/plans/{id_}/alternatives              of    plan_read
GET    /v1/plans/{id_}/changes                   of    plan_read
GET    /v1/plans/{id_}/pins                      of    plan_read
POST   /v1/plans/{id_}/pins                      of    plan_write
POST   /v1/plans/{id_}/edits                     of    plan_write
POST   /v1/plans/{id_}/replan                    of    plan_write
POST   /v1/comparisons                           of    comparison_write
GET    /v1/comparisons/{id_}                     of    comparison_read
GET    /v1/comparisons/{id_}/result              of    comparison_read
GET    /v1/comparisons/{id_}/result.xlsx         of    comparison_read
GET    /v1/comparisons/{id_}/result.html         of    comparison_read
POST   /v1/draws/prepare                         of    draw_write
POST   /v1/draws                                 of    draw_write
GET    /v1/draws/{id_}                           of    draw_read
GET    /v1/draws/{id_}/record                    of    draw_read
GET    /v1/draws/{id_}/verify                    of    draw_read
POST   /v1/draws/{id_}/run                       of    draw_write
POST   /v1/draws/{id_}/replacements              of    draw_write
POST   /v1/draws/{id_}/abandon                   of    draw_write
POST   /v1/draws/{id_}/publish                   of    draw_write
GET    /v1/registers/{office}                    of    draw_read
GET    /v1/registers/{office}/drawn              of    draw_outcome
GET    /v1/registers/{office}/verify             of    draw_read
POST   /v1/feeds                                 of    feed_make
DELETE /v1/feeds/{id_}                           of    feed_write
"""
_OUTCOME, _MAKE = "draw_outcome", "feed_make"


@dataclass(frozen=True)
class Access:
    """What one route asks for; `need` is empty when nothing but a login, or not even that."""

    method: str
    path: str
    rule: Rule
    need: str = ""

    def answer(self, role: Role | None, stands: Relation) -> int | None:
        """The status of the refusal; None: it is done, or what may be read is shown.

        Parameters
        ----------
        role
            Who asks; None: nobody who is logged in.
        stands
            How the region of what is asked about stands to theirs.
        """
        if self.rule is Rule.PUBLIC:
            return None
        if role is None:
            return 401
        if self.rule in {Rule.ANYONE, Rule.LIST}:
            return None
        if self.rule is Rule.ROLE:
            return None if self._allows(role, Relation.OWN) else 403
        if self._allows(role, stands):
            return None
        return 403 if self.rule is Rule.PLACE or self._reads(role, stands) else 404

    def shows(self, role: Role, stands: Relation) -> bool:
        """Whether a list shows what stands so."""
        return self._allows(role, stands)

    def _allows(self, role: Role, stands: Relation) -> bool:
        if self.need == _OUTCOME:
            return any(may(role, a, stands) for a in (Action.DRAW_WRITE, Action.SEALED_READ))
        if self.need == _MAKE:
            return all(may(role, a, stands) for a in (Action.FEED_WRITE, Action.SEALED_READ))
        return may(role, Action(self.need), stands)

    def _reads(self, role: Role, stands: Relation) -> bool:
        return may(role, Action(f"{self.need.partition('_')[0]}_read"), stands)


def _table() -> tuple[Access, ...]:
    cells = (line.split() for line in _ROWS.strip().splitlines())
    return tuple(Access(method, path, Rule(rule), *need) for method, path, rule, *need in cells)


TABLE = _table()


def told() -> Iterator[str]:
    """The table as a page of the documentation shows it."""
    for rule in Rule:
        yield f"**{rule}**: {MEANING[rule]}.\n\n"
        yield "| may | routes |\n|---|---|\n"
        needs = dict.fromkeys(one.need for one in TABLE if one.rule is rule)
        for need in needs:
            of = (one for one in TABLE if (one.rule, one.need) == (rule, need))
            routes = ", ".join(f"`{one.method} {one.path.replace('_}', '}')}`" for one in of)
            yield f"| {f'`{need}`' if need else ''} | {routes} |\n"
        yield "\n"


def main() -> None:
    """Write the table into its page."""
    page = _PAGE.read_text("utf-8")
    before, after = page.index(_BEGIN) + len(_BEGIN), page.index(_END)
    _PAGE.write_text(f"{page[:before]}\n{''.join(told())}{page[after:]}", "utf-8")


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""Checks a published draw: `python3 verifier.py RECORD.json [EARLIER.json ...]`.

核查已公布的抽查记录，只需 Python 3.8 以上，不需要其他软件。Give the records and events of a
register in any order; each is recomputed, and together they must form one unbroken chain. Nothing
is taken on trust but SHA-256 and the public numbers, which you compare with their source yourself.
What each check does is said in docs/draw.md of dudao. Exit 0: all agrees; 1: something differs.
"""

import hashlib
import hmac
import json
import sys
from datetime import datetime
from fractions import Fraction
from functools import cmp_to_key
from pathlib import Path

CODES = 64


# 1. Bytes and digests


def canonical(value):
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def digest(value: object) -> str:
    return hashlib.sha256(canonical(value)).hexdigest()


def list_digest(rows):
    lines = [canonical(row) + b"\n" for row in rows + []]  # fails unless it is a list
    return hashlib.sha256(b"".join(lines)).hexdigest()


def public(entry: dict) -> dict:
    return {key: value for key, value in entry.items() if key != "private"}


# 2. Public numbers and seeds


def numbers_text(sources):
    def plain(value):
        if isinstance(value, int):
            return (0, value, str(value))
        word = "".join(c for c in value.upper() if c.isalnum())
        return (1, 0, word)

    return "".join(
        "".join(shown + "." for _, _, shown in sorted(map(plain, source))) + "/"
        for source in sources
    )


def seed_of(code, sources, committed):
    material = numbers_text(sources).encode() + bytes.fromhex(committed)
    return hmac.new(bytes.fromhex(code), material, hashlib.sha256).hexdigest()


def number_below(seed, label, below):
    attempt = 0
    while True:
        info = f"{label}|{attempt}".encode() + b"\x01"
        value = int(hmac.new(bytes.fromhex(seed), info, hashlib.sha256).hexdigest(), 16)
        if value < 2**256 // below * below:
            return value % below
        attempt += 1


def opens(code, earlier):
    return hashlib.sha256(bytes.fromhex(code)).hexdigest() == earlier


# 3. Who may be drawn, and in which order


def meets(row, where):
    for key, wanted in where.items():
        found = row.get(key)
        if isinstance(wanted, list):
            if not any(f in wanted for f in (found if isinstance(found, list) else [found])):
                return False
        elif type(found) is not type(wanted) or found < wanted:
            return False
    return True


def weight_of(row, rule):
    return next((w["weight"] for w in rule["weights"] if meets(row, w["where"])), 1)


def in_order(seed, draw, weights):
    tickets = {
        c: int(hashlib.sha256((f"{seed}|{draw}|{c}").encode()).hexdigest(), 16) for c in weights
    }
    if set(weights.values()) <= {1}:
        return sorted(tickets, key=tickets.get)

    def compare(a, b):
        mine = Fraction(2**256 - tickets[a], 2**256) ** weights[b]
        theirs = Fraction(2**256 - tickets[b], 2**256) ** weights[a]
        return (theirs > mine) - (theirs < mine)

    return sorted(tickets, key=cmp_to_key(compare))


def broken_quotas(rule, chosen):
    """Names of the quotas that these rows do not keep."""
    for quota in rule["quotas"]:
        count = sum(meets(row, quota["where"]) for row in chosen)
        if not quota["least"] <= count <= quota["most"]:
            yield f"{quota['name']}: {count}"
    ids = {row["id"] for row in chosen}
    for pair in rule["apart"]:
        if ids.issuperset(pair):
            yield "apart: " + ", ".join(pair)


# 4. One record


def check_record(record, tell):
    """Recompute a record from its lists, rule, numbers and code; tell(where, found, expected)."""
    made, rule, lists = record["commitment"], record["rule"], record["lists"]
    tell_if_not = lambda where, found, expected: found == expected or tell(where, found, expected)
    own = hashlib.sha256(Path(__file__).read_bytes()).hexdigest()
    tell_if_not("verifier", own, made["verifier"])
    for name, rows in lists.items():
        tell_if_not("lists." + name, list_digest(rows), made["digests"].get(name))
    for name in ("rule", "excluded", "lottery", "certificate"):
        tell_if_not(name, digest(record.get(name)), made["digests"].get(name))
    tell_if_not("rule.id", rule["id"], made["draw"])
    check_seals(record, tell)
    people = rule["library"] != "targets"
    rows = lists["inspectors" if people else "targets"]
    reasons = {}
    for row in rows:
        why = [] if meets(row, rule["where"]) else ["out_of_scope"]
        why += [e["name"] for e in rule["exclusions"] if meets(row, e["where"])]
        if why:
            reasons[row["id"]] = why
    for name in sorted(set(reasons) | set(record["excluded"])):
        tell_if_not("excluded." + name, record["excluded"].get(name), reasons.get(name))
    eligible = {row["id"]: row for row in rows if row["id"] not in reasons}
    for n, size in enumerate(rule["sizes"]):
        if size.get("share") is not None:
            count = sum(meets(row, size["where"]) for row in eligible.values())
            number = -(-Fraction(size["share"]) * count // 1)
            tell_if_not(f"rule.sizes.{n}", size["number"], number)
        tell_if_not(f"rule.quotas.{n}", rule["quotas"][n]["least"], size["number"])
    check = check_teams if rule["library"] == "teams" else check_lottery
    if record.get("lottery"):
        check(record, eligible, tell)
    drawn = record.get("drawn")
    if not drawn:
        return
    if not opens(drawn["code"], made["code"]):
        tell("drawn.code", drawn["code"], "SHA-256^-1 " + made["code"])
    moments = [made["time"], made["source"]["at"], drawn["time"]]
    if [moment(t) for t in moments] != sorted(map(moment, moments)):
        tell("times", " ".join(moments), "commitment, source, draw")
    seed = seed_of(drawn["code"], drawn["numbers"], digest(made))
    tell_if_not("drawn.seed", drawn["seed"], seed)
    ticket, outcome, teams = outcome_of(record, eligible, seed)
    tell_if_not("drawn.ticket", drawn.get("ticket"), ticket)
    for n, (found, expected) in enumerate(padded(drawn["outcome"], outcome)):
        tell_if_not(f"drawn.outcome.{n}", found, expected)
    for target in sorted(set(teams) | set(drawn["teams"])):
        tell_if_not("drawn.teams." + target, drawn["teams"].get(target), teams.get(target))
    if not teams:
        for name in broken_quotas(rule, [eligible[c] for c in outcome]):
            tell("quota", name, "kept")


def padded(found, expected):
    length = max(len(found), len(expected))
    return zip(found + [None] * (length - len(found)), expected + [None] * (length - len(expected)))


def outcome_of(record, eligible, seed):
    """The winning ticket, the candidates drawn in their order, and teams."""
    rule, lottery, draw = record["rule"], record.get("lottery"), record["commitment"]["draw"]
    order = in_order(seed, draw, {c: weight_of(row, rule) for c, row in eligible.items()})
    if not lottery:
        chosen = set()
        for size in rule["sizes"]:
            chosen.update([c for c in order if meets(eligible[c], size["where"])][: size["number"]])
        return None, [c for c in order if c in chosen], {}
    ticket = number_below(seed, draw + "|lottery", lottery["denominator"])
    if rule["library"] == "teams":
        people = [row["id"] for row in record["lists"]["inspectors"]]
        plan = lottery["plans"][ticket]
        teams = {
            visit["target"]: [people[p] for p in team] for visit, team in zip(rule["visits"], plan)
        }
        return ticket, [], teams
    passed = 0
    counts = None
    for tickets, outcome in lottery["outcomes"]:
        passed += tickets
        if counts is None and ticket < passed:
            counts = outcome
    place = {c: n for n, c in enumerate(in_order(seed, draw, dict.fromkeys(eligible, 1)))}
    chosen = []
    for kind, count in zip(lottery["types"], counts):
        chosen += sorted(kind["members"], key=place.get)[:count]
    return ticket, sorted(chosen, key=place.get), {}


def check_seals(entry, tell):
    """Names are hidden behind seals only, and what is opened belongs to one of them."""
    drawn, request = entry.get("drawn") or {}, entry.get("request") or {}
    seals = [row["person"] for row in entry.get("lists", {}).get("inspectors", [])]
    seals += drawn.get("operators", []) + drawn.get("witnesses", [])
    seals += [request[key] for key in ("detail", "approved_by") if request.get(key)]
    for seal in seals:
        if len(seal) != 64 or set(seal) - set("0123456789abcdef"):
            tell("seals", seal, "SHA-256")
    for seal, opening in entry.get("private", {}).items():
        text = f"{opening['salt']}|{opening['text']}"
        if seal not in seals or hashlib.sha256(text.encode()).hexdigest() != seal:
            tell("private." + seal[:12], opening["text"], "SHA-256 " + seal)


# 5. The lottery and what is claimed of it


def check_lottery(record, eligible, tell):
    """Types are alike, outcomes allowed, tickets add up to the chances, bounds are proven."""
    rule, lottery = record["rule"], record["lottery"]
    types, total = lottery["types"], lottery["denominator"]
    listed = [c for kind in types for c in kind["members"]]
    if sorted(listed) != sorted(eligible):
        tell("lottery.types", len(listed), len(eligible))
        return
    inside = [[] for _ in rule["quotas"]]
    for t, kind in enumerate(types):
        marks = {
            (weight_of(eligible[c], rule),)
            + tuple(meets(eligible[c], q["where"]) for q in rule["quotas"])
            for c in kind["members"]
        }
        if len(marks) > 1 or next(iter(marks))[0] != kind["weight"]:
            tell(f"lottery.types.{t}", "members differ", "alike for every rule")
            return
        for q, is_in in enumerate(next(iter(marks))[1:]):
            if is_in:
                inside[q].append(t)
    single = {types[t]["members"][0]: t for t in range(len(types)) if len(types[t]["members"]) == 1}
    apart = [
        (single.get(a), single.get(b)) for a, b in rule["apart"] if a in eligible and b in eligible
    ]
    sums = [0] * len(types)
    for n, (tickets, counts) in enumerate(lottery["outcomes"]):
        where = f"lottery.outcomes.{n}"
        if tickets < 1 or not all(0 <= c <= len(k["members"]) for c, k in zip(counts, types)):
            tell(where, counts, "0 to the members of each type")
        for quota, members in zip(rule["quotas"], inside):
            drawn = sum(counts[t] for t in members)
            if not quota["least"] <= drawn <= quota["most"]:
                tell(where + "." + quota["name"], drawn, [quota["least"], quota["most"]])
        if any(a is None or b is None or counts[a] + counts[b] > 1 for a, b in apart):
            tell(where, "two that exclude each other", "apart")
        for t, count in enumerate(counts):
            sums[t] += tickets * count
    added = sum(tickets for tickets, _ in lottery["outcomes"])
    if added != total:
        tell("lottery.denominator", total, added)
    for t, kind in enumerate(types):
        if kind["chance"] != sums[t]:
            tell(f"lottery.types.{t}.chance", kind["chance"], sums[t])
    check_bounds(record, inside, tell)


def check_bounds(record, inside, tell):
    """Each level's bound follows from its multipliers; the gap is what is stated."""
    quotas, types = record["rule"]["quotas"], record["lottery"]["types"]
    total, certificate = record["lottery"]["denominator"], record["certificate"]
    claims = [len(k["members"]) * k["weight"] for k in types]
    chances = [Fraction(k["chance"], total * claim) for k, claim in zip(types, claims)]
    earlier, gaps = set(), []
    for n, level in enumerate(certificate["levels"]):
        most = level["most"]
        if most is None:
            force = [0] * len(types)
            for t, a in level["types"]:
                force[t] += a
            most = 0
            for q, u in level["quotas"]:
                most += max(u * quotas[q]["least"], u * quotas[q]["most"])
                for t in inside[q]:
                    force[t] -= u
            most += sum(len(k["members"]) * max(0, f) for k, f in zip(types, force))
        had = sum(
            Fraction(a * types[t]["chance"], total) for t, a in level["types"] if t in earlier
        )
        bound = (Fraction(most) - had) / sum(
            a * claims[t] for t, a in level["types"] if t not in earlier
        )
        if str(bound) != level["bound"] or any(a < 0 for _, a in level["types"]):
            tell(f"certificate.levels.{n}.bound", level["bound"], str(bound))
        gaps.append(bound - min(c for t, c in enumerate(chances) if t not in earlier))
        earlier.update(level["settled"])
    if str(min(chances)) != certificate["least"]:
        tell("certificate.least", certificate["least"], str(min(chances)))
    if gaps and str(max(gaps)) != certificate["gap"]:
        tell("certificate.gap", certificate["gap"], str(max(gaps)))


def team_faults(rule, visit, rows):
    """What is wrong with a team, the lead first."""
    if len({row["id"] for row in rows}) != visit["size"] or len(rows) != visit["size"]:
        yield "size"
    if rows and not meets(rows[0], visit["lead"]):
        yield "lead"
    for row in rows:
        if visit["target"] in row.get("barred", []):
            yield "barred " + row["id"]
    for need in visit["needs"]:
        if sum(meets(row, need["where"]) for row in rows) < need["least"]:
            yield need["name"]


def check_teams(record, eligible, tell):
    """Every plan keeps the team rules and caps; the pairs' numerators are those of the plans."""
    rule, lottery = record["rule"], record["lottery"]
    people, visits = record["lists"]["inspectors"], rule["visits"]
    counts = [{} for _ in visits]
    sound = {}
    for n, plan in enumerate(lottery["plans"]):
        load = {}
        for v, team in enumerate(plan):
            key = (v, tuple(team))
            if key not in sound:
                rows = [people[p] for p in team]
                faults = list(team_faults(rule, visits[v], rows))
                faults += ["excluded " + r["id"] for r in rows if r["id"] not in eligible]
                sound[key] = faults
            for fault in sound[key]:
                tell(f"lottery.plans.{n}.{visits[v]['target']}", fault, "kept")
            for p in team:
                load[p] = load.get(p, 0) + 1
                counts[v][people[p]["id"]] = counts[v].get(people[p]["id"], 0) + 1
        for p, visited in load.items():
            if visited > rule["visits_at_most"]:
                tell(f"lottery.plans.{n}.{people[p]['id']}", visited, rule["visits_at_most"])
    least = Fraction(min(min(pair.values()) for pair in lottery["pairs"]), lottery["denominator"])
    if str(least) != record["certificate"]["least"]:
        tell("certificate.least", record["certificate"]["least"], str(least))
    gap = str(Fraction(record["certificate"]["bound"]) - least)
    if gap != record["certificate"]["gap"]:
        tell("certificate.gap", record["certificate"]["gap"], gap)
    if len(lottery["plans"]) != lottery["denominator"]:
        tell("lottery.denominator", lottery["denominator"], len(lottery["plans"]))
    for v, visit in enumerate(visits):
        for person in sorted(set(counts[v]) | set(lottery["pairs"][v])):
            found, expected = lottery["pairs"][v].get(person, 0), counts[v].get(person, 0)
            if found != expected:
                tell(f"lottery.pairs.{visit['target']}.{person}", found, expected)


# 6. The chain of records and events


def moment(text):
    return datetime.fromisoformat(text.replace("Z", "+00:00"))


def head(entry):
    """Position, link to the entry before, first and last moment, and draw of an entry."""
    top = entry.get("commitment") or entry["request"]
    last = (entry.get("drawn") or {}).get("time") or entry.get("time") or top["time"]
    return top["position"], top["previous"], moment(top["time"]), moment(last), top["draw"]


def check_chain(entries, tell):
    """Positions without gap or repetition, each linked to the one before, in order of time."""
    known, drawn = {}, {}
    bare = lambda entry: set(entry) == {"commitment"}
    for name, entry in sorted(entries, key=lambda e: (head(e[1])[0], bare(e[1]))):
        position, previous, first, last, draw = head(entry)
        if bare(entry) and "rule" in known.get(position, ("", "", "", {}))[3]:
            made = known[position][3]["commitment"]
            for key in sorted(set(made) | set(entry["commitment"])):
                if made.get(key) != entry["commitment"].get(key):
                    tell(
                        "{}: commitment.{}".format(known[position][0], key),
                        made.get(key),
                        entry["commitment"].get(key),
                    )
            continue
        if position in known:
            tell(name + ": position", position, "used once; also in " + known[position][0])
            continue
        before = known.get(position - 1)
        if before is None and position > 1 and len(entries) > 1:
            tell(name + ": previous", f"entry {position - 1} missing", previous)
        elif before is not None and before[1] != previous:
            tell(name + ": previous", previous, before[1] + " " + before[0])
        if before is not None and first < before[2]:
            tell(name + ": time", str(first), "after {} of {}".format(before[2], before[0]))
        if position == 1 and previous:
            tell(name + ": previous", previous, "none")
        known[position] = (name, digest(public(entry)), last, entry)
        if "commitment" in entry:
            if draw in drawn:
                tell(name + ": draw", draw, "drawn once; also in " + drawn[draw][0])
            drawn[draw] = [name, entry, entry["drawn"]["code"] if entry.get("drawn") else None]
        elif draw not in drawn:
            tell(name + ": draw", draw, "a draw of this register")
        else:
            check_event(name, entry, drawn[draw], tell)


def check_event(name, event, state, tell):
    """A replacement follows from its request, the next one-time code and the record."""
    request, (_, record, code) = event["request"], state
    say = lambda where, found, expected: tell(name + ": " + where, found, expected)
    check_seals(event, say)
    if request["kind"] != "replacement" or not (record.get("drawn") and record.get("rule")):
        return
    if moment(event["time"]) < moment(request["time"]):
        say("time", event["time"], "after " + request["time"])
    if not opens(event["code"], code):
        say("code", event["code"], "SHA-256^-1 " + code)
    seed = seed_of(event["code"], record["drawn"]["numbers"], digest(request))
    if seed != event["seed"]:
        say("seed", event["seed"], seed)
    into = replacement(record, request, seed)
    if into != event["into"]:
        say("into", event["into"], into)
    apply(record, request, event["into"])
    state[2] = event["code"]


def replacement(record, request, seed):
    """The lowest new ticket with which the outcome still keeps every rule."""
    rule, drawn = record["rule"], record["drawn"]
    rows = record["lists"]["targets" if rule["library"] == "targets" else "inspectors"]
    eligible = {row["id"]: row for row in rows if row["id"] not in record["excluded"]}
    gone = set(record.get("gone", [])) | {request["out"]}
    order = in_order(seed, request["draw"], {c: weight_of(r, rule) for c, r in eligible.items()})
    for candidate in order:
        if request["target"]:
            team = drawn["teams"][request["target"]]
            visits = sum(candidate in members for members in drawn["teams"].values())
            if candidate in team or candidate == request["out"] or visits >= rule["visits_at_most"]:
                continue
            rows = [eligible[candidate if c == request["out"] else c] for c in team]
            visit = next(v for v in rule["visits"] if v["target"] == request["target"])
            if not any(team_faults(rule, visit, rows)):
                return candidate
        elif candidate not in drawn["outcome"] and candidate not in gone:
            chosen = [candidate if c == request["out"] else c for c in drawn["outcome"]]
            if not any(broken_quotas(rule, [eligible[c] for c in chosen])):
                return candidate
    return ""


def apply(record, request, into):
    """Carry a replacement into the (copied) record, for the ones after it."""
    drawn = record["drawn"]
    swap = lambda names: [
        into if c == request["out"] else c for c in names if into or c != request["out"]
    ]
    if request["target"]:
        drawn["teams"][request["target"]] = swap(drawn["teams"][request["target"]])
    else:
        record.setdefault("gone", []).append(request["out"])
        drawn["outcome"] = swap(drawn["outcome"])


def verify(entries: list) -> list:
    """All differences, as (where, found, expected); entries are (name, parsed JSON)."""
    found = []
    for name, entry in entries:
        if "rule" in entry:
            checked(check_record, entry, name + ": ", found)
    checked(check_chain, [(n, json.loads(json.dumps(entry))) for n, entry in entries], "", found)
    return found


def checked(check, what, where: str, found: list) -> None:
    """Make a check; what is so wrong that it cannot even be recomputed differs too."""
    try:
        check(what, lambda w, f, e: found.append((where + w, f, e)))
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
        found.append((where + "recomputed 重算", f"{type(error).__name__}: {error}", "possible"))


def main(paths):
    entries = [(Path(p).name, json.loads(Path(p).read_text("utf-8"))) for p in paths]
    found = verify(entries)
    for where, got, expected in found:
        print(
            "不符 DIFFERS  {}\n    记录 recorded: {}\n    应为 expected: {}".format(
                where, got, expected
            )
        )
    for name, entry in entries:
        print(f"{digest(public(entry))}  {name}")
    print(f"有 {len(found)} 处不符 differences" if found else "全部相符 all agrees")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

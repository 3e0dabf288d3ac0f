// Checks a published draw in the browser: the checks of planner/draw/verifier.py, in its order, by
// WebCrypto and whole numbers. It knows nothing of pages: `verify` gives what was checked and what
// differs. What each check does is said in docs/draw.md.

const WHOLE = 2n ** 256n;
const bytesOf = (text) => new TextEncoder().encode(text);

// 1. Values: whole numbers of any length, words, lists, tables. Anything else is no record.

export class Malformed extends Error {}

const TOKEN = /\s*(?:([{}[\],:])|("(?:[^"\\\u0000-\u001f]|\\.)*")|(-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)|(true|false|null))/y;

export function parse(text) {
  let at = 0;
  const take = () => {
    TOKEN.lastIndex = at;
    const found = TOKEN.exec(text);
    if (!found) throw new Malformed(`JSON: ${at}`);
    at = TOKEN.lastIndex;
    return found;
  };
  const value = (token) => {
    if (token[2] !== undefined) return wellFormed(JSON.parse(token[2]));
    if (token[3] !== undefined) return whole(token[3]);
    if (token[4] !== undefined) return JSON.parse(token[4]);
    if (token[1] === "[") return list();
    if (token[1] === "{") return table();
    throw new Malformed(`JSON: ${at}`);
  };
  const list = () => {
    const found = [];
    let token = take();
    if (token[1] === "]") return found;
    for (;;) {
      found.push(value(token));
      token = take();
      if (token[1] === "]") return found;
      if (token[1] !== ",") throw new Malformed(`JSON: ${at}`);
      token = take();
    }
  };
  const table = () => {
    const found = Object.create(null);
    let token = take();
    if (token[1] === "}") return found;
    for (;;) {
      const key = token[2] === undefined ? null : wellFormed(JSON.parse(token[2]));
      if (key === null || take()[1] !== ":") throw new Malformed(`JSON: ${at}`);
      found[key] = value(take());
      token = take();
      if (token[1] === "}") return found;
      if (token[1] !== ",") throw new Malformed(`JSON: ${at}`);
      token = take();
    }
  };
  const found = value(take());
  if (text.slice(at).trim()) throw new Malformed(`JSON: ${at}`);
  return found;
}

function whole(text) {
  if (!/^-?\d+$/.test(text) || text === "-0") throw new Malformed(text);
  const number = Number(text);
  return Number.isSafeInteger(number) ? number : BigInt(text);
}

function wellFormed(text) {
  if (/[\ud800-\udfff]/u.test(text)) throw new Malformed("UTF-8");
  return text;
}

// What is missing or of another sort cannot be recomputed: it is told, never passed over.

const isTable = (value) => value !== null && typeof value === "object" && !Array.isArray(value);
const isNumber = (value) => typeof value === "number" || typeof value === "bigint";
const holds = (value) => isTable(value) && Object.keys(value).length > 0;
const maybe = (value, key) => (Object.hasOwn(table(value), key) ? value[key] : null);

function expected(fits, value, sort) {
  if (!fits) throw new Malformed(`${sort}: ${shown(value)}`);
  return value;
}
const present = (value, sort) => expected(value !== undefined && value !== null, value, sort);
const table = (value) => expected(isTable(value), value, "table");
const list = (value) => expected(Array.isArray(value), value, "list");
const word = (value) => expected(typeof value === "string", value, "word");
const number = (value) => expected(isNumber(value), value, "number");
const get = (value, key) => expected(Object.hasOwn(table(value), key), value, key)[key];
const item = (values, place) => {
  const n = Number(number(place));
  expected(n >= 0 && n < list(values).length, place, "place");
  return values[n];
};

// 2. Bytes and digests

function byCodePoint(a, b) {
  const [x, y] = [[...a], [...b]];
  const least = Math.min(x.length, y.length);
  for (let n = 0; n < least; n += 1) {
    const difference = x[n].codePointAt(0) - y[n].codePointAt(0);
    if (difference) return difference;
  }
  return x.length - y.length;
}

export function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (isTable(value)) {
    const keys = Object.keys(value).sort(byCodePoint);
    return `{${keys.map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`).join(",")}}`;
  }
  return isNumber(value) ? String(value) : JSON.stringify(value);
}

const shown = (value) =>
  value === undefined ? "" : typeof value === "string" ? value : canonical(value);
const alike = (a, b) => canonical(a) === canonical(b);

const hex = (buffer) =>
  Array.from(new Uint8Array(buffer), (byte) => byte.toString(16).padStart(2, "0")).join("");

function unhex(text) {
  expected(/^([0-9a-f]{2})+$/i.test(word(text)), text, "hex");
  return Uint8Array.from(text.match(/../g), (pair) => parseInt(pair, 16));
}

export const sha256 = async (data) =>
  hex(await crypto.subtle.digest("SHA-256", typeof data === "string" ? bytesOf(data) : data));

async function hmac(key, data) {
  const how = { name: "HMAC", hash: "SHA-256" };
  const imported = await crypto.subtle.importKey("raw", key, how, false, ["sign"]);
  return hex(await crypto.subtle.sign("HMAC", imported, data));
}

export const digest = (value) => sha256(canonical(value));
const listDigest = (rows) => sha256(list(rows).map((row) => `${canonical(row)}\n`).join(""));

export function published(entry) {
  const { private: _, ...rest } = table(entry);
  return rest;
}

// 3. Fractions

const common = (a, b) => (b ? common(b, a % b) : a < 0n ? -a : a);

function fraction(above, below = 1n) {
  if (below === 0n) throw new Malformed("1/0");
  const sign = below < 0n ? -1n : 1n;
  const shared = common(above, below) || 1n;
  return { above: (sign * above) / shared, below: (sign * below) / shared };
}

function readFraction(text) {
  const found = /^([+-]?\d{1,9})(?:\/(\d{1,9})|\.(\d{1,9}))?$/.exec(word(text));
  if (!found) throw new Malformed(text);
  if (found[3]) return fraction(BigInt(found[1] + found[3]), 10n ** BigInt(found[3].length));
  return fraction(BigInt(found[1]), BigInt(found[2] ?? 1));
}

const minus = (a, b) => fraction(a.above * b.below - b.above * a.below, a.below * b.below);
const over = (a, n) => fraction(a.above, a.below * n);
const less = (a, b) => a.above * b.below < b.above * a.below;
const least = (values) => values.reduce((a, b) => (less(b, a) ? b : a));
const written = (a) => (a.below === 1n ? String(a.above) : `${a.above}/${a.below}`);

function largeFraction(text) {
  const found = /^(-?\d+)(?:\/(\d+))?$/.exec(word(text));
  if (!found) throw new Malformed(text);
  return fraction(BigInt(found[1]), BigInt(found[2] ?? 1));
}

// 4. Public numbers and seeds

function numbersText(sources) {
  const plain = (value) => {
    if (isNumber(value)) return { first: 0, value: BigInt(value), text: String(value) };
    const letters = [...word(value).toUpperCase()].filter((c) => /[\p{L}\p{N}]/u.test(c));
    return { first: 1, value: 0n, text: letters.join("") };
  };
  const order = (a, b) =>
    a.first - b.first ||
    (a.value < b.value ? -1 : a.value > b.value ? 1 : byCodePoint(a.text, b.text));
  return list(sources)
    .map((source) => {
      const numbers = list(source).map(plain).sort(order);
      return `${numbers.map((one) => `${one.text}.`).join("")}/`;
    })
    .join("");
}

function seedOf(code, sources, committed) {
  const numbers = bytesOf(numbersText(sources));
  const material = new Uint8Array(numbers.length + 32);
  material.set(numbers);
  material.set(unhex(committed), numbers.length);
  return hmac(unhex(code), material);
}

async function numberBelow(seed, label, below) {
  const most = BigInt(number(below));
  expected(most > 0n && most <= WHOLE, below, "denominator");
  for (let attempt = 0; ; attempt += 1) {
    const info = bytesOf(`${label}|${attempt}\u0001`);
    const value = BigInt(`0x${await hmac(unhex(seed), info)}`);
    if (value < (WHOLE / most) * most) return value % most;
  }
}

const opens = async (code, earlier) => (await sha256(unhex(code))) === earlier;

// 5. Who may be drawn, and in which order

function meets(row, where) {
  return Object.entries(table(where)).every(([key, wanted]) => {
    const found = maybe(row, key);
    if (Array.isArray(wanted)) {
      return (Array.isArray(found) ? found : [found]).some((f) => wanted.includes(f));
    }
    if (isNumber(wanted)) return isNumber(found) && found >= wanted;
    return typeof found === "string" && byCodePoint(found, word(wanted)) >= 0;
  });
}

function weightOf(row, rule) {
  const met = list(get(rule, "weights")).find((one) => meets(row, get(one, "where")));
  return met ? number(get(met, "weight")) : 1;
}

async function inOrder(seed, draw, weights) {
  const drawn = await Promise.all(
    [...weights].map(async ([id, weight]) => ({
      id,
      weight,
      ticket: BigInt(`0x${await sha256(`${seed}|${draw}|${id}`)}`),
      powers: new Map(),
    })),
  );
  // u to the other's weight, compared as whole numbers over a common denominator
  const raised = (one, to) => {
    if (!one.powers.has(to)) one.powers.set(to, (WHOLE - one.ticket) ** BigInt(to));
    return one.powers.get(to);
  };
  const order = (a, b) => {
    if (a.weight === b.weight) return a.ticket < b.ticket ? -1 : a.ticket > b.ticket ? 1 : 0;
    const mine = raised(a, b.weight) * WHOLE ** BigInt(a.weight);
    const theirs = raised(b, a.weight) * WHOLE ** BigInt(b.weight);
    return mine > theirs ? -1 : mine < theirs ? 1 : 0;
  };
  return drawn.sort(order).map((one) => one.id);
}

function brokenQuotas(rule, chosen) {
  const broken = [];
  for (const quota of list(get(rule, "quotas"))) {
    const count = chosen.filter((row) => meets(row, get(quota, "where"))).length;
    if (!(number(get(quota, "least")) <= count && count <= number(get(quota, "most")))) {
      broken.push(`${get(quota, "name")}: ${count}`);
    }
  }
  const ids = new Set(chosen.map((row) => row.id));
  for (const pair of list(get(rule, "apart"))) {
    if (list(pair).every((id) => ids.has(id))) broken.push(`apart: ${pair.join(", ")}`);
  }
  return broken;
}

const rowsOf = (record) => {
  const people = get(get(record, "rule"), "library") !== "targets";
  return list(get(get(record, "lists"), people ? "inspectors" : "targets"));
};
const eligibleOf = (record) =>
  new Map(
    rowsOf(record)
      .filter((row) => !Object.hasOwn(table(get(record, "excluded")), get(row, "id")))
      .map((row) => [row.id, row]),
  );
const weightsOf = (rows, rule) => new Map([...rows].map(([id, row]) => [id, weightOf(row, rule)]));

// 6. One record. Each check is told by its name, with what differs.

async function checkRecord(record, check, verifierOf) {
  const made = get(record, "commitment");
  const rule = get(record, "rule");
  const lists = get(record, "lists");
  const digests = get(made, "digests");
  const compare = (tell) => (where, found, wanted) =>
    alike(found ?? null, wanted ?? null) || tell(where, found, wanted);

  await check("verifier", "", async (tell) => {
    const file = await verifierOf(word(get(made, "verifier")));
    compare(tell)("verifier", file && (await sha256(file)), made.verifier);
  });
  for (const name of Object.keys(table(lists))) {
    await check("list", name, async (tell) =>
      compare(tell)(`lists.${name}`, await listDigest(lists[name]), maybe(digests, name)),
    );
  }
  for (const name of ["rule", "excluded", "lottery", "certificate"]) {
    await check("part", name, async (tell) =>
      compare(tell)(name, await digest(maybe(record, name)), maybe(digests, name)),
    );
  }
  await check("name", "", (tell) => compare(tell)("rule.id", get(rule, "id"), get(made, "draw")));
  await check("seals", "", (tell) => checkSeals(record, tell));

  // who is left is recomputed from rows and rule, not taken from the record
  const reasons = new Map();
  const eligible = new Map();
  await check("excluded", "", (tell) => {
    for (const row of rowsOf(record)) {
      const why = meets(row, get(rule, "where")) ? [] : ["out_of_scope"];
      for (const one of list(get(rule, "exclusions"))) {
        if (meets(row, get(one, "where"))) why.push(get(one, "name"));
      }
      if (why.length) reasons.set(get(row, "id"), why);
    }
    for (const row of rowsOf(record)) {
      if (!reasons.has(get(row, "id"))) eligible.set(row.id, row);
    }
    const told = table(get(record, "excluded"));
    for (const name of new Set([...reasons.keys(), ...Object.keys(told)])) {
      compare(tell)(`excluded.${name}`, maybe(told, name), reasons.get(name));
    }
  });
  await check("sizes", "", (tell) => {
    list(get(rule, "sizes")).forEach((size, n) => {
      if (maybe(size, "share") !== null) {
        const share = readFraction(size.share);
        const concerned = [...eligible.values()].filter((row) => meets(row, get(size, "where")));
        const exact = share.above * BigInt(concerned.length);
        const rounded = (exact + share.below - 1n) / share.below;
        compare(tell)(`rule.sizes.${n}`, get(size, "number"), Number(rounded));
      }
      const quota = get(item(get(rule, "quotas"), n), "least");
      compare(tell)(`rule.quotas.${n}`, quota, get(size, "number"));
    });
  });
  if (holds(maybe(record, "lottery"))) {
    const teams = get(rule, "library") === "teams";
    const fair = teams ? checkTeams : checkLottery;
    await check("lottery", "", (tell) => fair(record, eligible, tell));
    if (!teams) await check("bounds", "", (tell) => checkBounds(record, eligible, tell));
  }
  const drawn = maybe(record, "drawn");
  if (drawn === null || (isTable(drawn) && !holds(drawn))) return;
  await check("code", "", async (tell) => {
    if (!(await opens(get(drawn, "code"), get(made, "code")))) {
      tell("drawn.code", drawn.code, `SHA-256^-1 ${made.code}`);
    }
  });
  await check("times", "", (tell) => {
    const moments = [get(made, "time"), get(get(made, "source"), "at"), get(drawn, "time")];
    const [committed, known, done] = moments.map(moment);
    if (!(committed <= known && known <= done)) {
      tell("times", moments.join(" "), "commitment, source, draw");
    }
  });
  let seed = "";
  await check("seed", "", async (tell) => {
    seed = await seedOf(get(drawn, "code"), get(drawn, "numbers"), await digest(made));
    compare(tell)("drawn.seed", get(drawn, "seed"), seed);
  });
  await check("outcome", "", async (tell) => {
    const { ticket, outcome, teams } = await outcomeOf(record, eligible, seed);
    compare(tell)("drawn.ticket", maybe(drawn, "ticket"), ticket);
    const found = list(get(drawn, "outcome"));
    for (let n = 0; n < Math.max(found.length, outcome.length); n += 1) {
      compare(tell)(`drawn.outcome.${n}`, found[n], outcome[n]);
    }
    const told = table(get(drawn, "teams"));
    for (const target of new Set([...Object.keys(told), ...Object.keys(teams)])) {
      compare(tell)(`drawn.teams.${target}`, maybe(told, target), teams[target]);
    }
    if (Object.keys(teams).length) return;
    const chosen = outcome.map((id) => eligible.get(id));
    for (const name of brokenQuotas(rule, chosen)) tell("quota", name, "kept");
  });
}

async function outcomeOf(record, eligible, seed) {
  const rule = get(record, "rule");
  const draw = word(get(get(record, "commitment"), "draw"));
  const lottery = maybe(record, "lottery");
  if (!holds(lottery)) {
    const order = await inOrder(seed, draw, weightsOf(eligible, rule));
    const chosen = new Set();
    for (const size of list(get(rule, "sizes"))) {
      const concerned = order.filter((id) => meets(eligible.get(id), get(size, "where")));
      concerned.slice(0, Number(number(get(size, "number")))).forEach((id) => chosen.add(id));
    }
    return { ticket: null, outcome: order.filter((id) => chosen.has(id)), teams: {} };
  }
  const ticket = await numberBelow(seed, `${draw}|lottery`, get(lottery, "denominator"));
  if (get(rule, "library") === "teams") {
    const people = list(get(get(record, "lists"), "inspectors")).map((row) => get(row, "id"));
    const plan = list(item(get(lottery, "plans"), ticket));
    const teams = Object.create(null);
    list(get(rule, "visits")).forEach((visit, n) => {
      if (n < plan.length) teams[get(visit, "target")] = list(plan[n]).map((p) => item(people, p));
    });
    return { ticket, outcome: [], teams };
  }
  let passed = 0n;
  const won = list(get(lottery, "outcomes")).find(([tickets]) => {
    passed += BigInt(number(tickets));
    return ticket < passed;
  });
  const counts = list(present(won, "ticket")[1]);
  const same = new Map([...eligible.keys()].map((id) => [id, 1]));
  const place = new Map((await inOrder(seed, draw, same)).map((id, n) => [id, n]));
  const byPlace = (a, b) => place.get(a) - place.get(b);
  const outcome = list(get(lottery, "types")).flatMap((kind, t) =>
    [...list(get(kind, "members"))].sort(byPlace).slice(0, Number(number(counts[t]))),
  );
  return { ticket, outcome: outcome.sort(byPlace), teams: {} };
}

async function checkSeals(entry, tell) {
  const drawn = maybe(entry, "drawn") ?? {};
  const request = maybe(entry, "request") ?? {};
  const people = maybe(maybe(entry, "lists") ?? {}, "inspectors") ?? [];
  const seals = list(people).map((row) => get(row, "person"));
  for (const key of ["operators", "witnesses"]) seals.push(...list(maybe(drawn, key) ?? []));
  for (const key of ["detail", "approved_by"]) {
    if (maybe(request, key)) seals.push(request[key]);
  }
  for (const seal of seals) {
    if (!/^[0-9a-f]{64}$/.test(word(seal))) tell("seals", seal, "SHA-256");
  }
  for (const [seal, opening] of Object.entries(table(maybe(entry, "private") ?? {}))) {
    const text = `${get(opening, "salt")}|${get(opening, "text")}`;
    if (!seals.includes(seal) || (await sha256(text)) !== seal) {
      tell(`private.${seal.slice(0, 12)}`, opening.text, `SHA-256 ${seal}`);
    }
  }
}

// 7. The lottery and what is claimed of it

function insideOf(record, eligible) {
  const rule = get(record, "rule");
  const types = list(get(get(record, "lottery"), "types"));
  return list(get(rule, "quotas")).map((quota) =>
    types.flatMap((kind, t) => {
      const row = eligible.get(item(get(kind, "members"), 0));
      return meets(present(row, "member"), get(quota, "where")) ? [t] : [];
    }),
  );
}

function checkLottery(record, eligible, tell) {
  const rule = get(record, "rule");
  const lottery = get(record, "lottery");
  const types = list(get(lottery, "types"));
  const quotas = list(get(rule, "quotas"));
  const listed = types.flatMap((kind) => list(get(kind, "members")));
  if (!alike([...listed].sort(byCodePoint), [...eligible.keys()].sort(byCodePoint))) {
    tell("lottery.types", listed.length, eligible.size);
    return;
  }
  for (const [t, kind] of types.entries()) {
    const marks = kind.members.map((id) => {
      const row = eligible.get(id);
      return canonical([weightOf(row, rule), ...quotas.map((q) => meets(row, get(q, "where")))]);
    });
    const own = weightOf(eligible.get(item(kind.members, 0)), rule);
    if (new Set(marks).size > 1 || own !== get(kind, "weight")) {
      tell(`lottery.types.${t}`, "members differ", "alike for every rule");
      return;
    }
  }
  const inside = insideOf(record, eligible);
  const single = new Map(
    types.flatMap((kind, t) => (kind.members.length === 1 ? [[kind.members[0], t]] : [])),
  );
  const apart = list(get(rule, "apart"))
    .filter(([a, b]) => eligible.has(a) && eligible.has(b))
    .map(([a, b]) => [single.get(a), single.get(b)]);
  const sums = types.map(() => 0n);
  let added = 0n;
  for (const [n, [tickets, counts]] of list(get(lottery, "outcomes")).entries()) {
    const where = `lottery.outcomes.${n}`;
    const fits = types.every((kind, t) => 0 <= number(counts[t]) && counts[t] <= kind.members.length);
    if (number(tickets) < 1 || !fits) tell(where, counts, "0 to the members of each type");
    expected(list(counts).length <= types.length, counts, "counts");
    quotas.forEach((quota, q) => {
      const drawn = inside[q].reduce((sum, t) => sum + counts[t], 0);
      if (!(number(get(quota, "least")) <= drawn && drawn <= number(get(quota, "most")))) {
        tell(`${where}.${get(quota, "name")}`, drawn, [quota.least, quota.most]);
      }
    });
    if (apart.some(([a, b]) => a === undefined || b === undefined || counts[a] + counts[b] > 1)) {
      tell(where, "two that exclude each other", "apart");
    }
    counts.forEach((count, t) => {
      sums[t] += BigInt(tickets) * BigInt(count);
    });
    added += BigInt(tickets);
  }
  if (added !== BigInt(number(get(lottery, "denominator")))) {
    tell("lottery.denominator", lottery.denominator, added);
  }
  types.forEach((kind, t) => {
    if (BigInt(number(get(kind, "chance"))) !== sums[t]) {
      tell(`lottery.types.${t}.chance`, kind.chance, sums[t]);
    }
  });
}

function checkBounds(record, eligible, tell) {
  const quotas = list(get(get(record, "rule"), "quotas"));
  const lottery = get(record, "lottery");
  const types = list(get(lottery, "types"));
  const total = BigInt(number(get(lottery, "denominator")));
  const certificate = get(record, "certificate");
  const inside = insideOf(record, eligible);
  const whole = (value) => BigInt(number(value));
  const members = types.map((kind) => BigInt(list(get(kind, "members")).length));
  const claims = types.map((kind, t) => members[t] * whole(get(kind, "weight")));
  const chances = types.map((kind, t) => fraction(whole(get(kind, "chance")), total * claims[t]));
  const settled = new Set();
  const gaps = [];
  const larger = (a, b) => (a > b ? a : b);
  for (const [n, level] of list(get(certificate, "levels")).entries()) {
    const of = list(get(level, "types")).map(([t, a]) => [Number(number(t)), whole(a)]);
    of.forEach(([t]) => item(types, t));
    let most = maybe(level, "most");
    if (most === null) {
      const force = types.map(() => 0n);
      for (const [t, a] of of) force[t] += a;
      most = 0n;
      for (const [place, multiplier] of list(get(level, "quotas"))) {
        const [quota, u] = [item(quotas, place), whole(multiplier)];
        most += larger(u * whole(get(quota, "least")), u * whole(get(quota, "most")));
        for (const t of inside[Number(place)]) force[t] -= u;
      }
      force.forEach((f, t) => {
        most += members[t] * larger(0n, f);
      });
    }
    let had = 0n;
    let claimed = 0n;
    for (const [t, a] of of) {
      if (settled.has(t)) had += a * whole(types[t].chance);
      else claimed += a * claims[t];
    }
    const bound = over(minus(fraction(whole(most)), fraction(had, total)), claimed);
    if (written(bound) !== get(level, "bound") || of.some(([, a]) => a < 0n)) {
      tell(`certificate.levels.${n}.bound`, level.bound, written(bound));
    }
    gaps.push(minus(bound, least(chances.filter((_, t) => !settled.has(t)))));
    for (const t of list(get(level, "settled"))) settled.add(number(t));
  }
  const smallest = written(least(chances));
  if (smallest !== get(certificate, "least")) tell("certificate.least", certificate.least, smallest);
  if (gaps.length) {
    const gap = written(gaps.reduce((a, b) => (less(a, b) ? b : a)));
    if (gap !== get(certificate, "gap")) tell("certificate.gap", certificate.gap, gap);
  }
}

function teamFaults(visit, rows) {
  const faults = [];
  const size = number(get(visit, "size"));
  if (new Set(rows.map((row) => row.id)).size !== size || rows.length !== size) faults.push("size");
  if (rows.length && !meets(rows[0], get(visit, "lead"))) faults.push("lead");
  for (const row of rows) {
    if ((maybe(row, "barred") ?? []).includes(get(visit, "target"))) faults.push(`barred ${row.id}`);
  }
  for (const need of list(get(visit, "needs"))) {
    const count = rows.filter((row) => meets(row, get(need, "where"))).length;
    if (count < number(get(need, "least"))) faults.push(get(need, "name"));
  }
  return faults;
}

function checkTeams(record, eligible, tell) {
  const rule = get(record, "rule");
  const lottery = get(record, "lottery");
  const certificate = get(record, "certificate");
  const people = list(get(get(record, "lists"), "inspectors"));
  const visits = list(get(rule, "visits"));
  const most = number(get(rule, "visits_at_most"));
  const counts = visits.map(() => new Map());
  const sound = new Map();
  const plans = list(get(lottery, "plans"));
  for (const [n, plan] of plans.entries()) {
    const load = new Map();
    for (const [v, team] of list(plan).entries()) {
      const visit = item(visits, v);
      const key = `${v}:${list(team).join()}`;
      if (!sound.has(key)) {
        const rows = team.map((p) => item(people, p));
        const out = rows.filter((row) => !eligible.has(row.id)).map((row) => `excluded ${row.id}`);
        sound.set(key, [...teamFaults(visit, rows), ...out]);
      }
      for (const fault of sound.get(key)) tell(`lottery.plans.${n}.${visit.target}`, fault, "kept");
      for (const p of team) {
        load.set(p, (load.get(p) ?? 0) + 1);
        const id = people[p].id;
        counts[v].set(id, (counts[v].get(id) ?? 0) + 1);
      }
    }
    for (const [p, visited] of load) {
      if (visited > most) tell(`lottery.plans.${n}.${people[p].id}`, visited, most);
    }
  }
  const pairs = list(get(lottery, "pairs"));
  const total = BigInt(number(get(lottery, "denominator")));
  const all = pairs.flatMap((pair) => Object.values(table(pair)).map(number));
  const smallest = fraction(BigInt(all.reduce((a, b) => (b < a ? b : a))), total);
  if (written(smallest) !== get(certificate, "least")) {
    tell("certificate.least", certificate.least, written(smallest));
  }
  const gap = written(minus(largeFraction(get(certificate, "bound")), smallest));
  if (gap !== get(certificate, "gap")) tell("certificate.gap", certificate.gap, gap);
  if (BigInt(plans.length) !== total) tell("lottery.denominator", lottery.denominator, plans.length);
  visits.forEach((visit, v) => {
    const pair = item(pairs, v);
    for (const person of new Set([...counts[v].keys(), ...Object.keys(pair)])) {
      const [found, wanted] = [maybe(pair, person) ?? 0, counts[v].get(person) ?? 0];
      if (found !== wanted) tell(`lottery.pairs.${visit.target}.${person}`, found, wanted);
    }
  });
}

// 8. The chain of records and events

const MOMENT = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d)(?::(\d\d)(?:\.(\d{1,6}))?)?(Z|[+-]\d\d:\d\d)$/;

function moment(text) {
  const found = MOMENT.exec(word(text));
  const [, day, minutes, seconds = "00", rest = "", zone] = present(found, "time");
  const milliseconds = Date.parse(`${day}T${minutes}:${seconds}${zone}`);
  expected(!Number.isNaN(milliseconds), text, "time");
  return BigInt(milliseconds) * 1000n + BigInt(rest.padEnd(6, "0"));
}

function head(entry) {
  const committed = maybe(entry, "commitment");
  const top = holds(committed) ? committed : get(entry, "request");
  const drawn = maybe(entry, "drawn");
  const last = (holds(drawn) && maybe(drawn, "time")) || maybe(entry, "time") || get(top, "time");
  return {
    position: Number(number(get(top, "position"))),
    previous: word(get(top, "previous")),
    first: moment(get(top, "time")),
    begun: top.time,
    last: moment(last),
    ended: last,
    draw: word(get(top, "draw")),
  };
}

const isBare = (entry) => Object.keys(table(entry)).join() === "commitment";

async function checkChain(entries, check) {
  const known = new Map();
  const draws = new Map();
  const heads = new Map();
  await check("readable", "", (tell) => {
    for (const [name, entry] of entries) heads.set(name, head(entry));
    if (heads.size < entries.length) tell("position", entries.length, heads.size);
  });
  if (heads.size < entries.length) return;
  const order = ([a, one], [b, other]) =>
    heads.get(a).position - heads.get(b).position || isBare(one) - isBare(other);
  for (const [name, entry] of [...entries].sort(order)) {
    const { position, previous, first, begun, last, ended, draw } = heads.get(name);
    const there = known.get(position);
    if (isBare(entry) && there && Object.hasOwn(there.entry, "rule")) {
      await check("promised", name, (tell) => {
        const made = get(there.entry, "commitment");
        const promised = entry.commitment;
        for (const key of new Set([...Object.keys(made), ...Object.keys(promised)])) {
          const [kept, said] = [maybe(made, key), maybe(promised, key)];
          if (!alike(kept, said)) tell(`${there.name}: commitment.${key}`, kept, said);
        }
      });
      continue;
    }
    let again = false;
    await check("chain", name, async (tell) => {
      if (there) {
        tell(`${name}: position`, position, `used once; also in ${there.name}`);
        again = true;
        return;
      }
      const before = known.get(position - 1);
      if (!before && position > 1 && entries.length > 1) {
        tell(`${name}: previous`, `entry ${position - 1} missing`, previous);
      } else if (before && before.digest !== previous) {
        tell(`${name}: previous`, previous, `${before.digest} ${before.name}`);
      }
      if (before && first < before.last) {
        tell(`${name}: time`, begun, `after ${before.ended} of ${before.name}`);
      }
      if (position === 1 && previous) tell(`${name}: previous`, previous, "none");
      known.set(position, { name, digest: await digest(published(entry)), last, ended, entry });
    });
    if (again) continue;
    if (Object.hasOwn(entry, "commitment")) {
      await check("once", name, (tell) => {
        if (draws.has(draw)) {
          tell(`${name}: draw`, draw, `drawn once; also in ${draws.get(draw).name}`);
        }
        const drawn = maybe(entry, "drawn");
        const code = holds(drawn) ? get(drawn, "code") : null;
        draws.set(draw, { name, record: parse(canonical(entry)), code, gone: new Set() });
      });
    } else {
      await check("event", name, async (tell) => {
        if (draws.has(draw)) await checkEvent(name, entry, draws.get(draw), tell);
        else tell(`${name}: draw`, draw, "a draw of this register");
      });
    }
  }
}

async function checkEvent(name, event, state, tell) {
  const { record } = state;
  const request = get(event, "request");
  const say = (where, found, wanted) => tell(`${name}: ${where}`, found, wanted);
  await checkSeals(event, say);
  const drawn = maybe(record, "drawn");
  if (get(request, "kind") !== "replacement" || !holds(drawn) || !holds(maybe(record, "rule"))) return;
  if (moment(get(event, "time")) < moment(get(request, "time"))) {
    say("time", event.time, `after ${request.time}`);
  }
  if (!(await opens(get(event, "code"), state.code))) {
    say("code", event.code, `SHA-256^-1 ${state.code}`);
  }
  const seed = await seedOf(event.code, get(drawn, "numbers"), await digest(request));
  if (seed !== get(event, "seed")) say("seed", event.seed, seed);
  const into = await replacement(state, request, seed);
  if (into !== get(event, "into")) say("into", event.into, into);
  apply(state, request, event.into);
  state.code = event.code;
}

async function replacement({ record, gone }, request, seed) {
  const rule = get(record, "rule");
  const drawn = get(record, "drawn");
  const eligible = eligibleOf(record);
  const [out, target] = [get(request, "out"), get(request, "target")];
  for (const id of await inOrder(seed, get(request, "draw"), weightsOf(eligible, rule))) {
    if (target) {
      const teams = get(drawn, "teams");
      const team = list(get(teams, target));
      const visits = Object.values(teams).filter((members) => members.includes(id)).length;
      if (team.includes(id) || id === out || visits >= number(get(rule, "visits_at_most"))) continue;
      const rows = team.map((c) => present(eligible.get(c === out ? id : c), "eligible"));
      const visit = list(get(rule, "visits")).find((one) => get(one, "target") === target);
      if (!teamFaults(visit, rows).length) return id;
    } else if (!list(get(drawn, "outcome")).includes(id) && !gone.has(id) && id !== out) {
      const chosen = drawn.outcome.map((c) => present(eligible.get(c === out ? id : c), "eligible"));
      if (!brokenQuotas(rule, chosen).length) return id;
    }
  }
  return "";
}

function apply(state, request, into) {
  const drawn = get(state.record, "drawn");
  const swap = (names) =>
    list(names)
      .filter((id) => into || id !== request.out)
      .map((id) => (id === request.out ? into : id));
  if (request.target) {
    get(drawn, "teams")[request.target] = swap(get(drawn.teams, request.target));
  } else {
    state.gone.add(request.out);
    drawn.outcome = swap(drawn.outcome);
  }
}

// 9. All of it

// Entries are [name, parsed JSON]; `verifierOf(digest)` gives the bytes of the verifier that a
// commitment names, or null. Gives the checks in their order, each with what differs.
export async function verify(entries, verifierOf) {
  const checks = [];
  const checking = (prefix, entry) => async (check, of, made) => {
    const differences = [];
    const tell = (where, found, wanted) =>
      differences.push({ where: prefix + where, found: shown(found), expected: shown(wanted) });
    try {
      await made(tell);
    } catch (error) {
      // what is so wrong that it cannot be recomputed differs too
      tell("recomputed 重算", `${error.name}: ${error.message}`, "possible");
    }
    checks.push({ check, of, entry, differences });
  };
  const digests = {};
  for (const [name, entry] of entries) {
    digests[name] = await digest(published(entry));
    if (!Object.hasOwn(entry, "rule")) continue;
    const check = checking(`${name}: `, name);
    try {
      await checkRecord(entry, check, verifierOf);
    } catch (error) {
      await check("readable", "", () => {
        throw error;
      });
    }
  }
  await checkChain(entries, checking("", ""));
  return { agrees: checks.every((one) => !one.differences.length), digests, checks };
}

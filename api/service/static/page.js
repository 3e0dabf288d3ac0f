// The page that verifies: files or an id in, every check with its mark out. Nothing leaves it.

import { parse, verify } from "/public/verify/verify.js";

const MOST_SHOWN = 20;
const LINKS = new Set(["chain", "once"]);
const at = (id) => document.getElementById(id);
const given = new URLSearchParams(location.search);
const language = given.get("lang") === "en" ? "en" : "zh";
const words = await (await fetch(`/public/verify/words/${language}`)).json();
const say = (code, args = {}) =>
  (words[code] ?? code).replace(/\{(\w+)\}/g, (_, name) => args[name] ?? "");

function made(name, text = "", mark = "") {
  const element = document.createElement(name);
  element.textContent = text;
  if (mark) element.className = mark;
  return element;
}

async function verifierOf(digest) {
  if (!/^[0-9a-f]{64}$/.test(digest)) return null;
  const answer = await fetch(`/public/verifiers/${digest}`);
  return answer.ok ? new Uint8Array(await answer.arrayBuffer()) : null;
}

function told(check, alone) {
  const of = words[`of.${check.of}`] ?? check.of;
  const line = made("li", say(`check.${check.check}`, { of }), check.differences.length ? "fault" : "good");
  if (check.entry && !alone) line.append(" ", made("small", check.entry));
  if (!check.differences.length) return line;
  const list = made("dl");
  for (const one of check.differences.slice(0, MOST_SHOWN)) {
    list.append(made("dt", one.where));
    list.append(made("dd", say("found", { value: one.found })));
    list.append(made("dd", say("expected", { value: one.expected })));
  }
  const more = check.differences.length - MOST_SHOWN;
  if (more > 0) list.append(made("dt", say("more", { count: more })));
  line.append(list);
  return line;
}

function conclude(code, mark, args) {
  at("verdict").textContent = say(code, args);
  at("verdict").className = mark;
}

async function show(files) {
  at("digests").replaceChildren();
  at("checks").replaceChildren();
  at("verifier").hidden = true;
  conclude("busy", "");
  const entries = [];
  for (const [name, text] of files) {
    try {
      const found = parse(text);
      const all = Array.isArray(found) ? found : [found];
      all.forEach((entry, n) => entries.push([all.length > 1 ? `${name}#${n + 1}` : name, entry]));
    } catch {
      conclude("unreadable", "fault", { name });
      return;
    }
  }
  let result;
  try {
    result = await verify(entries, verifierOf);
  } catch {
    conclude("unreadable", "fault", { name: files[0]?.[0] ?? "" });
    return;
  }
  for (const [name, digest] of Object.entries(result.digests)) {
    at("digests").append(made("li", `${digest}  ${name}`));
  }
  const alone = entries.length === 1;
  // one entry has nothing before it here: that it is linked would say nothing
  const listed = result.checks.filter((one) => !(alone && LINKS.has(one.check) && !one.differences.length));
  at("checks").append(...listed.map((one) => told(one, alone)));
  const drawn = entries.some(([, entry]) => Object.hasOwn(entry, "rule") || Object.hasOwn(entry, "request"));
  const count = result.checks.reduce((sum, one) => sum + one.differences.length, 0);
  if (count) conclude("differs", "fault", { count });
  else conclude(drawn ? "agrees" : "committed", "good");
  const named = entries.map(([, entry]) => entry.commitment?.verifier).find(Boolean);
  if (named && (await verifierOf(named))) {
    at("verifier").href = `/public/verifiers/${named}`;
    at("verifier").hidden = false;
  }
}

const read = async (files) =>
  show(await Promise.all([...files].map(async (file) => [file.name, await file.text()])));

async function ask(id) {
  const answer = /^[0-9a-f]{32}$/.test(id) ? await fetch(`/public/draws/${id}`) : { ok: false };
  if (answer.ok) await show([[id, await answer.text()]]);
  else conclude("absent", "fault", { id });
}

document.documentElement.lang = language === "en" ? "en" : "zh-CN";
for (const element of document.querySelectorAll("[data-word]")) {
  element.textContent = say(element.dataset.word);
}
document.title = say("title");
at("language").textContent = say("other");
given.set("lang", language === "en" ? "zh" : "en");
at("language").href = `?${given}`;
at("insecure").hidden = Boolean(globalThis.crypto?.subtle);
at("files").addEventListener("change", (event) => read(event.target.files));
at("ask").addEventListener("submit", (event) => {
  event.preventDefault();
  ask(at("id").value.trim());
});
for (const name of ["dragover", "dragleave", "drop"]) {
  at("drop").addEventListener(name, (event) => {
    event.preventDefault();
    at("drop").classList.toggle("over", name === "dragover");
    if (name === "drop") read(event.dataTransfer.files);
  });
}
document.body.dataset.ready = "1";
const wanted = given.get("id");
if (wanted) {
  at("id").value = wanted;
  await ask(wanted);
}

// Cells of limits: how much is used of how much, with a bar; rows of schools, sent in few letters.
window.deskUse = (p) => {
  const use = p.value;
  if (use == null) return "—";
  const limit = p.data[`${p.colDef.field}_limit`];
  return limit == null ? `${use}` : `${use} / ${limit}${use > limit ? " !" : ""}`;
};
window.deskBar = (p) => {
  const limit = p.data?.[`${p.colDef.field}_limit`];
  if (p.value == null || limit == null) return { background: "none", color: "" };
  const over = p.value > limit, share = limit ? Math.min(100, (100 * p.value) / limit) : p.value ? 100 : 0;
  const tint = over ? "#f6c9c5" : share >= 90 ? "#f7e2b5" : "#cfe0f3";
  return { background: `linear-gradient(90deg, ${tint} ${share}%, transparent ${share}%)`, fontWeight: over ? 600 : 400 };
};
window.deskRows = (id, fields, rows) =>
  window.getElement(id).api.setGridOption("rowData", rows.map((row) => Object.fromEntries(fields.map((name, n) => [name, row[n]]))));

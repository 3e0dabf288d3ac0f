// Grids show only the rows and columns on the screen; on paper they show all.
const PAPER = { wide: 1000, upright: 670 };
const states = new Map();
const grids = () =>
  [...document.querySelectorAll(".desk-grid")]
    .map((one) => window.getElement?.(Number(one.id.slice(1)))?.api)
    .filter(Boolean);
window.addEventListener("beforeprint", () => {
  const most = document.querySelector(".desk-wide") ? PAPER.wide : PAPER.upright;
  for (const api of grids()) {
    states.set(api, api.getColumnState());
    const wide = api.getAllDisplayedColumns().reduce((sum, one) => sum + one.getActualWidth(), 0);
    if (wide > most) api.sizeColumnsToFit(most);
    api.setGridOption("domLayout", "print");
  }
});
window.addEventListener("afterprint", () => {
  for (const api of grids()) {
    api.setGridOption("domLayout", "normal");
    if (states.has(api)) api.applyColumnState({ state: states.get(api) });
    states.delete(api);
  }
});

// Points on a map, by kind; names are text, never HTML.
window.deskMap = (id, kinds) => {
  const map = window.getElement(id).map;
  const bounds = L.latLngBounds([]);
  const looks = {
    school: { radius: 4, color: "#1d4e89", weight: 1, fillColor: "#5b8fc7", fillOpacity: 0.85 },
    inspector: { radius: 6, color: "#8a3b00", weight: 2, fillColor: "#ffffff", fillOpacity: 0.6 },
  };
  for (const [kind, points] of Object.entries(kinds)) {
    for (const [lat, lon, name] of points) {
      const label = document.createElement("span");
      label.textContent = name;
      L.circleMarker([lat, lon], looks[kind]).bindTooltip(label).addTo(map);
      bounds.extend([lat, lon]);
    }
  }
  if (bounds.isValid()) map.fitBounds(bounds, { padding: [24, 24] });
};

// Grids show only the rows on the screen; on paper they show all.
const grids = () =>
  [...document.querySelectorAll(".desk-grid")]
    .map((one) => window.getElement?.(Number(one.id.slice(1)))?.api)
    .filter(Boolean);
window.addEventListener("beforeprint", () => grids().forEach((api) => api.setGridOption("domLayout", "print")));
window.addEventListener("afterprint", () => grids().forEach((api) => api.setGridOption("domLayout", "normal")));

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

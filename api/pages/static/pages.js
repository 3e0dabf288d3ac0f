// Grids show only the rows on the screen; on paper they show all.
const grids = () =>
  [...document.querySelectorAll(".desk-grid")]
    .map((one) => window.getElement?.(Number(one.id.slice(1)))?.api)
    .filter(Boolean);
window.addEventListener("beforeprint", () => grids().forEach((api) => api.setGridOption("domLayout", "print")));
window.addEventListener("afterprint", () => grids().forEach((api) => api.setGridOption("domLayout", "normal")));

// Visits are picked, dragged onto days and marked; what it means is decided on the server.
const yearOnto = (at) =>
  document.querySelectorAll(".year-onto").forEach((one) => one !== at && one.classList.remove("year-onto"));
function yearPick(event, emit) {
  const at = event.target.closest("[data-visit],[data-go]");
  if (at) emit({ visit: at.dataset.visit ?? "", go: at.dataset.go ?? "" });
}
function yearDrag(event) {
  const at = event.target.closest("[data-visit]");
  if (!at) return;
  event.dataTransfer.setData("text/x-visit", at.dataset.visit);
  event.dataTransfer.effectAllowed = "move";
}
function yearOver(event) {
  const at = event.target.closest("td[data-day]");
  yearOnto(at);
  if (!at || !event.dataTransfer.types.includes("text/x-visit")) return;
  event.preventDefault();
  at.classList.add("year-onto");
}
function yearDrop(event, emit) {
  const at = event.target.closest("td[data-day]");
  const visit = event.dataTransfer.getData("text/x-visit");
  yearOnto(null);
  if (!at || !visit) return;
  event.preventDefault();
  emit({ visit, day: at.dataset.day });
}
function yearMark(visit) {
  document.querySelectorAll("[data-visit]").forEach((one) => {
    if (one.dataset.visit === visit) one.setAttribute("aria-current", "true");
    else one.removeAttribute("aria-current");
  });
}
addEventListener("popstate", () => location.reload());

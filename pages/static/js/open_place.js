/* Opens the tab and the panels around a field that a link names, as on the dashboard and among
   the findings beside the editor, and scrolls to the field when the editor has just opened. */

function open(hash) {
  const place = document.getElementById(hash.slice(1));
  const tab = place?.closest("[role=tabpanel]");
  document.querySelector(`[role=tab][href="#${tab?.id}"]`)?.click();
  for (let panel = place; panel; panel = panel.parentElement?.closest("[data-panel]")) {
    panel
      .querySelector(":scope > .w-panel__header [data-panel-toggle][aria-expanded=false]")
      ?.click();
  }
  return place;
}

window.addEventListener("load", () => {
  if (!/^#(id_|block-)/.test(location.hash)) return;
  const place = open(location.hash);
  const field = place?.closest("[data-field]") ?? place;
  // After the browser, which goes to the place where it was folded, and back to the top.
  setTimeout(() => field?.scrollIntoView({ block: "center" }), 100);
});

document.querySelector("[data-findings-list]")?.addEventListener("click", (event) => {
  const link = event.target.closest("a");
  if (link) open(link.hash);
});

/* Opens the tab and the panels around the field that the address names, as the dashboard links
   to it, and goes there. */
window.addEventListener("load", () => {
  if (!/^#(id_|block-)/.test(location.hash)) return;
  const place = document.getElementById(location.hash.slice(1));
  const tab = place?.closest("[role=tabpanel]");
  document.querySelector(`[role=tab][href="#${tab?.id}"]`)?.click();
  for (let panel = place; panel; panel = panel.parentElement?.closest("[data-panel]")) {
    panel
      .querySelector(":scope > .w-panel__header [data-panel-toggle][aria-expanded=false]")
      ?.click();
  }
  const field = place?.closest("[data-field]") ?? place;
  // After the browser, which goes to the place where it was folded, and back to the top.
  setTimeout(() => field?.scrollIntoView({ block: "center" }), 100);
});

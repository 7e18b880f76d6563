/* Keeps the list of findings in the editor in step with the preview, which is made of
   what was typed and not saved yet and brings its findings along. */
const section = document.querySelector("[data-referee]");
const list = section.querySelector("[data-referee-list]");
const ours = section.querySelector("[data-referee-count]");
const toggle = document.querySelector(
  '[data-side-panel-toggle="checks"] [data-side-panel-toggle-counter]',
);
const theirs = document.querySelector(
  '[data-side-panel="checks"] [data-content-checker-count]',
);

function count() {
  const found = list.querySelectorAll("[data-finding]").length;
  ours.textContent = found;
  ours.classList.toggle("has-errors", found > 0);
  const total = found + (Number(theirs?.textContent) || 0);
  toggle.textContent = total;
  toggle.hidden = total === 0;
}

document.addEventListener("w-preview:loaded", () => {
  const preview = document.querySelector("#w-preview-iframe").contentDocument;
  const found = preview?.querySelector("template#referee");
  if (found && list.textContent.trim() !== found.content.textContent.trim()) {
    list.replaceChildren(document.importNode(found.content, true));
  }
  count();
});
// Wagtail writes its own number into the toggle before it says this.
document.addEventListener("w-preview:content", count);
count();

// A link to a place that is folded away or on another tab opens the way to it.
list.addEventListener("click", (event) => {
  const link = event.target.closest("a");
  const place = link && document.getElementById(link.hash.slice(1));
  if (!place) return;
  const tab = place.closest("[role=tabpanel]");
  document.querySelector(`[role=tab][href="#${tab?.id}"]`)?.click();
  for (let panel = place; panel; panel = panel.parentElement?.closest("[data-panel]")) {
    panel
      .querySelector(":scope > .w-panel__header [data-panel-toggle][aria-expanded=false]")
      ?.click();
  }
});

/* Copies the findings from the preview, which shows unsaved changes, into the editor's
   checks panel. */
const section = document.querySelector("[data-findings]");
const list = section.querySelector("[data-findings-list]");
const ours = section.querySelector("[data-findings-count]");
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
  const found = preview?.querySelector("template#findings");
  if (found && list.textContent.trim() !== found.content.textContent.trim()) {
    list.replaceChildren(document.importNode(found.content, true));
  }
  count();
});
// Wagtail writes its own count into the toggle before this event.
document.addEventListener("w-preview:content", count);
count();

/* Unfolds the fields behind the gear of a block if one of them is filled, so that nothing which
   visitors see is out of sight. Anchors are not counted: every heading has one. */
const FIELDS = "input:not([type=button], [type=submit]), textarea";
const seen = new WeakSet();

function isFilled(field) {
  if (field.closest('[data-contentpath="anchor"]')) return false;
  if (field.type === "checkbox" || field.type === "radio") return field.checked;
  if (!field.matches("[data-draftail-input]")) return field.value.trim() !== "";
  const text = JSON.parse(field.value || "null");
  return Boolean(text?.blocks.some((block) => block.text));
}

function unfold() {
  for (const settings of document.querySelectorAll("[data-block-settings]")) {
    if (seen.has(settings)) continue;
    seen.add(settings);
    if ([...settings.querySelectorAll(FIELDS)].some(isFilled)) {
      settings.removeAttribute("hidden");
      document
        .querySelector(`[aria-controls="${settings.id}"]`)
        ?.setAttribute("aria-expanded", "true");
    }
  }
}

new MutationObserver(unfold).observe(document.body, {
  childList: true,
  subtree: true,
});
unfold();

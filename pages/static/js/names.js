/* Gives each field its name for those who do not see the heading above it: Wagtail names
   rich texts, tags and the place for several files for the eye alone. */
const NAMELESS =
  "[role=textbox][contenteditable], .tagit-new input, #fileupload";

function findName(field) {
  const wrapper = field.closest("[data-field-wrapper]");
  const label = wrapper?.querySelector(":scope > label");
  const panel = field.closest("[data-panel]")?.getAttribute("aria-labelledby");
  const heading = document
    .getElementById(panel)
    ?.querySelector("[data-panel-heading-text]");
  const name = label?.firstChild ?? heading ?? field.previousElementSibling;
  return name?.textContent.trim();
}

function nameFields() {
  for (const field of document.querySelectorAll(NAMELESS)) {
    if (!field.hasAttribute("aria-label")) {
      field.setAttribute("aria-label", findName(field) ?? "");
    }
  }
}

new MutationObserver(nameFields).observe(document.body, {
  childList: true,
  subtree: true,
});
nameFields();

/* Adds accessible names to fields that Wagtail labels only visually: rich text, tags, table
   cells and the multiple upload. */
const CELL = ".typed-table-block td input[type=text]";
const OTHERS = "[role=textbox][contenteditable], .tagit-new input, #fileupload";

// Heading of the column and number of the row: "Accuracy (%) 2".
function nameCell(field) {
  const cell = field.closest("td");
  const row = cell.closest("tr");
  const heading = cell.closest("table").querySelectorAll("input.column-heading");
  const column = [...row.querySelectorAll("td")]
    .filter((one) => one.querySelector("input[type=text]"))
    .indexOf(cell);
  return `${heading[column]?.value || column + 1} ${row.sectionRowIndex + 1}`;
}

function nameOther(field) {
  const wrapper = field.closest("[data-field-wrapper]");
  const label = wrapper?.querySelector(":scope > label");
  const panel = field.closest("[data-panel]")?.getAttribute("aria-labelledby");
  const heading = document
    .getElementById(panel)
    ?.querySelector(".c-sf-block__type, [data-panel-heading-text]");
  const name = label?.firstChild ?? heading ?? field.previousElementSibling;
  return name?.textContent.trim() ?? "";
}

function nameFields() {
  for (const field of document.querySelectorAll(`${CELL}, ${OTHERS}`)) {
    if (!field.hasAttribute("aria-label")) {
      const name = field.matches(CELL) ? nameCell(field) : nameOther(field);
      field.setAttribute("aria-label", name);
    }
  }
}

new MutationObserver(nameFields).observe(document.body, {
  childList: true,
  subtree: true,
});
// Headings and row numbers may have changed.
document.addEventListener("focusin", ({ target }) => {
  if (target.matches(CELL)) target.setAttribute("aria-label", nameCell(target));
});
nameFields();

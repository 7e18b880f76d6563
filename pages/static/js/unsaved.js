/* Tells Wagtail which content of the form is saved. Wagtail takes the form for saved as it is
   two seconds after it has appeared, since widgets fill it in until then, and again as it is
   when a save has succeeded: text that is typed meanwhile would be neither saved nor asked about.
   After a refused form it compares nothing at all. */
const form = document.querySelector("[data-edit-form]");
// Content that no form has.
const NOTHING = "?";
let saved; // undefined until somebody edits the form
let sent;

const findWatch = () =>
  form && window.wagtail.app.getControllerForElementAndIdentifier(form, "w-unsaved");

function setSaved(watch, content) {
  saved = content;
  watch.initialFormData = content;
}

/* Note the content that is saved, before the first edit changes it. */
function note(isEdited) {
  const watch = findWatch();
  if (watch && !watch.initialFormData) setSaved(watch, isEdited ? NOTHING : watch.formData);
}

const noteBefore = (event, mayEdit) =>
  document.addEventListener(event, (...given) => mayEdit(...given) && note(false), {
    capture: true,
  });
noteBefore("beforeinput", ({ target }) => form?.contains(target));
// A button may change anything, a click into a text changes nothing.
noteBefore("pointerdown", ({ target }) => !target.closest("input, textarea, [contenteditable]"));
noteBefore("keydown", ({ key, target }) =>
  target.isContentEditable
    ? ["Enter", "Backspace", "Delete"].includes(key)
    : target.closest("button, [role=option]"),
);
// Of some edits nothing is heard before: a choice from a list, a form filled by the browser.
form?.addEventListener("input", () => note(true), { capture: true });

// Two seconds after the form has appeared, and after each save.
form?.addEventListener("w-unsaved:watch-edits", () => {
  if (saved !== undefined) findWatch().initialFormData = saved;
});

// Wagtail compares twice a second; a text may have been typed since.
window.addEventListener("beforeunload", () => findWatch()?.check(), { capture: true });

document.addEventListener("w-autosave:save", () => {
  sent = findWatch()?.formData;
});
document.addEventListener("w-autosave:success", ({ detail }) => {
  const watch = findWatch();
  if (!watch || sent === undefined) return;
  const content = new URLSearchParams(sent);
  const updates = Object.entries(detail.response.field_updates ?? {});
  for (const [name, value] of updates) {
    if (content.has(name)) content.set(name, value);
  }
  setSaved(watch, content.toString());
});

// A refused edit that is taken back leaves nothing to save.
document.addEventListener("w-unsaved:clear", () => {
  document
    .querySelector("[data-w-autosave-state-value=paused]")
    ?.setAttribute("data-w-autosave-state-value", "idle");
});

function start() {
  const watch = findWatch();
  const field = document.activeElement;
  if (!watch || watch.initialFormData) return;
  if (watch.forceValue) {
    note(true);
    setInterval(watch.check, watch.checkIntervalValue);
  } else if (field.form === form && field.value !== (field.defaultValue ?? field.value)) {
    // It was typed before this script was there.
    note(true);
  }
}

// The form appears before this script or after it.
form?.addEventListener("w-unsaved:ready", start);
start();

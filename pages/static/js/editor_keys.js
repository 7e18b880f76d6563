/* Keeps Enter from sending the form of a page: a field of one line would save the draft, and
   load the page anew. Lists of suggestions and the like have heard the key before. */
const BUTTONS = "[type=button], [type=submit], [type=reset], [type=image], [type=file]";

document.addEventListener("keydown", (event) => {
  const { key, target } = event;
  if (key !== "Enter" || !target.matches(`input:not(${BUTTONS})`)) return;
  if (target.form?.matches("[data-edit-form]")) event.preventDefault();
});

/* Dialog of the rich-text editor that asks for one text, and shows it while it is typed. */
{
  const DELAY = 200; // milliseconds after the last key

  function make(name, properties, ...children) {
    const element = Object.assign(document.createElement(name), properties);
    element.append(...children);
    return element;
  }

  /* Ask for a text, and return it without spaces around it: null if the dialog is cancelled,
     "" if the text is to be removed.

     title, label, help, confirm   words of the dialog; help may be left out
     value, rows                   text at the beginning, and lines of its field
     isLine                        Enter confirms; otherwise Enter with Ctrl
     isCode                        the text has no words to spell
     canRemove                     has a button that removes the text
     check(text)                   returns a promise of { node, error }: what is shown below the
                                   field, and a sentence about a mistake; both may be missing */
  function open({ title, label, help, confirm, value = "", rows = 3, ...options }) {
    const heading = make("h2", { id: "text-dialog-title", textContent: title });
    const field = make("textarea", { id: "text-dialog-text", rows, value, spellcheck: !options.isCode });
    const hint = make("p", { id: "text-dialog-help", className: "help", textContent: help ?? "" });
    const preview = make("div", { className: "text-dialog__preview", hidden: !options.check });
    const error = make("p", { id: "text-dialog-error", className: "text-dialog__error" });
    const button = (text, kind, result) =>
      make("button", { type: "button", className: `button ${kind}`, textContent: text, onclick: result });
    const dialog = make(
      "dialog",
      { className: "text-dialog" },
      heading,
      make("label", { htmlFor: field.id, textContent: label }),
      hint,
      field,
      error,
      preview,
    );
    dialog.setAttribute("aria-labelledby", heading.id);
    field.setAttribute("aria-describedby", `${hint.id} ${error.id}`);
    error.setAttribute("role", "status");
    hint.hidden = !help;

    let timer;
    let latest;
    async function check() {
      const text = field.value.trim();
      latest = text;
      const { node, error: problem } = text ? await options.check(text) : {};
      // An answer to an earlier text may come later.
      if (text !== latest) return;
      preview.replaceChildren(...(node ? [node] : []));
      error.textContent = problem ?? "";
      field.setAttribute("aria-invalid", Boolean(problem));
    }

    return new Promise((resolve) => {
      const end = (result) => () => {
        clearTimeout(timer);
        dialog.close();
        dialog.remove();
        resolve(result());
      };
      const accept = end(() => field.value.trim());
      const cancel = end(() => null);
      const buttons = [button(confirm, "", accept), button("Cancel", "button-secondary", cancel)];
      if (options.canRemove) buttons.push(button("Remove", "button-secondary text-dialog__remove", end(() => "")));
      dialog.append(make("div", { className: "text-dialog__buttons" }, ...buttons));
      dialog.addEventListener("cancel", (event) => {
        event.preventDefault();
        cancel();
      });
      dialog.addEventListener("keydown", (event) => {
        // The editor below has keys of its own, as for saving.
        event.stopPropagation();
        const isEnd = event.key === "Enter" && event.target === field && !event.isComposing;
        if (isEnd && !event.shiftKey && (options.isLine || event.ctrlKey || event.metaKey)) {
          event.preventDefault();
          accept();
        }
      });
      if (options.check) {
        field.addEventListener("input", () => {
          clearTimeout(timer);
          timer = setTimeout(check, DELAY);
        });
        check();
      }
      document.body.append(dialog);
      dialog.showModal();
      field.focus();
      if (options.isCode) field.select();
      else field.setSelectionRange(value.length, value.length);
    });
  }

  window.textDialog = { open, make };
}

/* Dialogs of the rich-text editor: one with a field whose content is shown while it is typed, and
   on it one that asks for a text. */
{
  const DELAY = 200; // milliseconds after the last key

  function make(name, properties, ...children) {
    const element = Object.assign(document.createElement(name), properties);
    element.append(...children);
    return element;
  }

  const makeButton = (text, kind, onclick) =>
    make("button", { type: "button", className: `button ${kind}`, textContent: text, onclick });

  /* Ask in a dialog, and return a promise of its result: null if it is cancelled.

     build(end, refresh) returns its parts:
     content, buttons   elements of the dialog
     field              that of them which has the focus
     update(text)       returns a promise of a function that shows what the text of the field
                        means; called at once, after each change, and by `refresh`
     onEnter(event)     Enter in the field
     `end(result)` closes the dialog. */
  function ask(title, build) {
    return new Promise((resolve) => {
      const heading = make("h2", { id: "text-dialog-title", textContent: title });
      const dialog = make("dialog", { className: "text-dialog" }, heading);
      dialog.setAttribute("aria-labelledby", heading.id);

      let timer;
      let count = 0;
      async function refresh() {
        clearTimeout(timer);
        const number = (count += 1);
        const show = await update(field.value.trim());
        // An answer to an earlier text may come later.
        if (number === count) show();
      }

      function end(result) {
        clearTimeout(timer);
        dialog.close();
        dialog.remove();
        resolve(result);
      }

      const { content, buttons, field, update, onEnter } = build(end, refresh);
      dialog.append(...content, make("div", { className: "text-dialog__buttons" }, ...buttons));
      dialog.addEventListener("cancel", (event) => {
        event.preventDefault();
        end(null);
      });
      dialog.addEventListener("keydown", (event) => {
        // The editor below has keys of its own, as for saving.
        event.stopPropagation();
        if (event.key === "Enter" && event.target === field && !event.isComposing) onEnter(event);
      });
      if (update) {
        field.addEventListener("input", () => {
          clearTimeout(timer);
          timer = setTimeout(refresh, DELAY);
        });
        refresh();
      }
      document.body.append(dialog);
      dialog.showModal();
      field.focus();
    });
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
    const field = make("textarea", { id: "text-dialog-text", rows, value, spellcheck: !options.isCode });
    const hint = make("p", { id: "text-dialog-help", className: "help", textContent: help ?? "" });
    const preview = make("div", { className: "text-dialog__preview", hidden: !options.check });
    const error = make("p", { id: "text-dialog-error", className: "text-dialog__error" });
    field.setAttribute("aria-describedby", `${hint.id} ${error.id}`);
    error.setAttribute("role", "status");
    hint.hidden = !help;

    async function update(text) {
      const { node, error: problem } = text ? await options.check(text) : {};
      return () => {
        preview.replaceChildren(...(node ? [node] : []));
        error.textContent = problem ?? "";
        field.setAttribute("aria-invalid", Boolean(problem));
      };
    }

    const asked = ask(title, (end) => {
      const accept = () => end(field.value.trim());
      const buttons = [
        makeButton(confirm, "", accept),
        makeButton("Cancel", "button-secondary", () => end(null)),
      ];
      if (options.canRemove) {
        const kind = "button-secondary text-dialog__remove";
        buttons.push(makeButton("Remove", kind, () => end("")));
      }
      return {
        content: [make("label", { htmlFor: field.id, textContent: label }), hint, field, error, preview],
        buttons,
        field,
        update: options.check && update,
        onEnter(event) {
          if (event.shiftKey || !(options.isLine || event.ctrlKey || event.metaKey)) return;
          event.preventDefault();
          accept();
        },
      };
    });
    if (options.isCode) field.select();
    else field.setSelectionRange(value.length, value.length);
    return asked;
  }

  window.textDialog = { ask, open, make, makeButton };
}

/* Footnotes in rich text: a dialog asks for their text, and shows it as on the page. */
{
  const { inlineAtom, textDialog } = window;

  const tidy = (text) => text.replace(/\s+/g, " ").trim();

  async function check(text) {
    try {
      const { html, error } = await inlineAtom.post("footnote", tidy(text));
      const node = document.createElement("p");
      // A link would leave the editor.
      node.inert = true;
      // The site has escaped all that was typed.
      node.innerHTML = html ?? "";
      return { node, error };
    } catch {
      // Without an answer there is no preview.
      return {};
    }
  }

  inlineAtom.register({
    type: "FOOTNOTE",
    isAfter: true,
    isTight: true,
    write: () => "*",
    read: () => ({ text: "" }),

    async ask({ text }, isOld) {
      const typed = await textDialog.open({
        title: "Footnote",
        label: "Text of the note",
        help: "*emphasis*, `code`, $formula$ and [link](https://…) are possible.",
        value: text,
        rows: 4,
        isLine: true,
        confirm: isOld ? "Change" : "Insert",
        canRemove: isOld,
        check,
      });
      if (typed === null) return null;
      return typed ? { text: tidy(typed) } : {};
    },

    show({ text }, element) {
      element.textContent = "†";
      element.title = text;
    },
  });
}

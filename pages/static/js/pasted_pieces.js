/* Pastes formatted text and Markdown into rich text: in the body of a page, headings, tables,
   code, formulas and quotes become blocks. The server reads the clipboard; if it does not
   answer, the browser's own paste is what happens. */
{
  const { show } = window.pasteNotice;
  const pieces = window.streamPieces;
  // Copied from rich text of this admin, which knows its own form.
  const OWN = "data-draftjs-conductor-fragment";
  const ADDRESS = /^\s*(?:(?:https?|ftps?):\/\/|mailto:)\S+\s*$/i;
  const SIGNS = /[\n\r*_`$<[\]|~]|^\s*[#>]|:\/\//;
  const MADE = {
    markdown: "The Markdown has been turned into formatted text.",
    html: "The pasted text has been turned into blocks.",
    text: "The pasted text has been turned into blocks.",
  };

  /* Paste as the browser does. */
  function pasteAsIs(field, state, html, text) {
    const { contentBlocks } = html ? window.DraftJS.convertFromHTML(html) : {};
    field.draftailEditor.onChange(
      contentBlocks?.length
        ? pieces.insertBlocks(state, contentBlocks)
        : pieces.insertPlain(state, text),
    );
  }

  /* Return blocks whose tables have the numbers that a paste into a table would have. */
  function readTables(blocks, html) {
    const { read, fill, recognise } = window.tableRange;
    // A range of a spreadsheet also has values beside the texts of its cells.
    const range = blocks.length === 1 && read({ getData: (type) => (type === "text/html" ? html : "") });
    return blocks.map(({ type, value }) => {
      if (type !== "results_table") return { type, value };
      const table = range
        ? fill({ ...value.table, columns: [], rows: [] }, range, { row: -1, column: 0 })
        : recognise(value.table, html);
      return { type, value: { ...value, table } };
    });
  }

  function insert(field, state, answer, html, text) {
    const { kind, sentences } = answer;
    const blocks = readTables(answer.blocks, html);
    const place = pieces.findPlace(field);
    const { EditorState } = window.DraftJS;
    if (blocks.length === 1 && blocks[0].type === "prose") {
      const converted = pieces.insertText(state, blocks[0].value);
      if (kind !== "markdown") {
        field.draftailEditor.onChange(converted);
        return show(sentences);
      }
      // So that one step back, here as by the keyboard, leads to the plain text.
      const plain = pieces.insertPlain(state, text);
      field.draftailEditor.onChange(
        EditorState.push(plain, converted.getCurrentContent(), "insert-fragment"),
      );
      const undo = () => {
        field.draftailEditor.onChange(EditorState.undo(field.draftailEditor.getEditorState()));
        field.draftailEditor.focus();
      };
      return show([MADE.markdown, ...sentences], { undo, elements: [field.parentElement] });
    }
    if (!blocks.length) return show(sentences);
    const { changed, undo } = pieces.insertAtCaret(place, state, blocks, text);
    const last = changed.at(-1);
    last.focus();
    // Not below the notice, when Wagtail has given it the focus
    pieces.showSoon(last.element);
    const elements = changed.map(({ element }) => element);
    return show([MADE[kind], ...sentences], { undo: text.trim() ? undo : null, elements });
  }

  async function paste(field, before, html, text) {
    const place = pieces.findPlace(field);
    // Texts in other blocks, such as captions, hold no blocks.
    const isSingle = place?.child?.type !== "prose";
    const findState = () => pieces.restoreCaret(field.draftailEditor.getEditorState(), before);
    let answer;
    try {
      answer = await window.pasteServer.convert([
        ["html", new Blob([html])],
        ["text", new Blob([text])],
        ["single", isSingle],
      ]);
    } catch (error) {
      pasteAsIs(field, findState(), html, text);
      const reason = error.message || "The site did not answer.";
      return show([`${reason} The text was pasted as the browser does it.`]);
    }
    return insert(field, findState(), answer, html, text);
  }

  function hasWords(html) {
    const { body } = new DOMParser().parseFromString(html, "text/html");
    return Boolean(body.textContent.trim() || body.querySelector("table"));
  }

  document.addEventListener(
    "paste",
    (event) => {
      const { clipboardData: data, target } = event;
      const field = pieces.findField(target);
      if (!data) return;
      const html = data.getData("text/html");
      const text = data.getData("text/plain");
      // Spreadsheets and word processors add a picture of the text.
      const files = hasWords(html) ? [] : [...data.files];
      if (files.length) {
        if (!window.droppedPictures.paste(files, target, html)) return;
      } else {
        const isPlain = !html && !SIGNS.test(text);
        if (!field || html.includes(OWN) || isPlain || ADDRESS.test(text)) return;
        paste(field, field.draftailEditor.getEditorState(), html, text);
      }
      event.preventDefault();
      event.stopImmediatePropagation();
    },
    true,
  );
}

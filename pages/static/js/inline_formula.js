/* Formulas in rich text: typed as $…$, or in a dialog that shows them. */
{
  const { DraftJS, draftail, inlineAtom, textDialog } = window;
  const { EditorState, Modifier } = DraftJS;
  const TYPE = "FORMULA";
  // As in Pandoc: no space within the dollar signs, and none of them escaped.
  const TAKEN = "\uFFFC";
  const TYPED =
    /(?<![\\$])(\$\$?)(?![\s$])((?:[^$\\\uFFFC]|\\.)*?(?:[^$\\\s\uFFFC]|\\.))\1$/;
  const DELAY = 30; // milliseconds in which the formulas of an opened editor are gathered

  // Rendering: answers of the site, by their LaTeX.

  const answers = new Map();
  let waiting = new Map();
  let timer;

  function render(latex) {
    if (!answers.has(latex)) {
      answers.set(latex, new Promise((resolve) => waiting.set(latex, resolve)));
      clearTimeout(timer);
      timer = setTimeout(ask, DELAY);
    }
    return answers.get(latex);
  }

  async function ask() {
    const asked = waiting;
    waiting = new Map();
    let formulas = [];
    try {
      ({ formulas } = await inlineAtom.post("formulas", JSON.stringify([...asked.keys()])));
    } catch {
      // Without an answer the source is shown, and asked for again the next time.
      for (const latex of asked.keys()) answers.delete(latex);
    }
    let place = 0;
    for (const resolve of asked.values()) resolve(formulas[place++] ?? {});
  }

  /* Return a formula as it is shown, or its source. */
  function draw(latex, { mathml }) {
    const drawn = document.createElement(mathml ? "span" : "code");
    if (mathml) drawn.innerHTML = mathml;
    else drawn.textContent = latex;
    return drawn;
  }

  const tidy = (text) => text.replace(/\s+/g, " ").trim();
  const strip = (text) => tidy(text.replaceAll("∕", "/")).replace(/^(\$\$?)(.*)\1$/, "$2");

  const KIND = {
    type: TYPE,
    // After a slash, the editor would look for the name of a command.
    write: ({ latex }) => `$${latex.replaceAll("/", "∕")}$`,
    read: (text) => ({ latex: strip(text) }),

    async ask({ latex }, isOld) {
      const text = await textDialog.open({
        title: "Formula",
        label: "LaTeX",
        help: "Without dollar signs, for example E = mc^2. In the text, type $E = mc^2$.",
        value: latex,
        rows: 2,
        isLine: true,
        isCode: true,
        confirm: isOld ? "Change" : "Insert",
        canRemove: isOld,
        async check(typed) {
          const answer = await render(strip(typed));
          return { node: answer.mathml ? draw(typed, answer) : null, error: answer.error };
        },
      });
      if (text === null) return null;
      return text ? { latex: strip(text) } : {};
    },

    async show({ latex }, element) {
      const fill = (answer) => {
        element.replaceChildren(draw(latex, answer));
        element.classList.toggle("inline-atom--wrong", Boolean(answer.error));
        element.title = answer.error ?? latex;
      };
      fill({});
      fill(await render(latex));
    },
  };

  // Typing

  let typed = null; // the last formula that was typed, with its content

  /* Return the text before a place of a block, with a mark for each letter that is code, a link
     or a formula already. */
  function readPlain(block, end) {
    const isTaken = (place) =>
      block.getEntityAt(place) || block.getInlineStyleAt(place).has("CODE");
    const letters = block.getText().slice(0, end).split("");
    return letters.map((letter, place) => (isTaken(place) ? TAKEN : letter)).join("");
  }

  function handleBeforeInput(chars, editorState, ...rest) {
    const { setEditorState } = rest.at(-1);
    const selection = editorState.getSelection();
    if (!selection.isCollapsed()) return "not-handled";
    const content = editorState.getCurrentContent();
    const block = content.getBlockForKey(selection.getStartKey());
    const caret = selection.getStartOffset();

    // An amount such as $5-$10 was none: a digit follows the second sign.
    if (typed?.content === content && typed.end === caret && isText(chars, typed.latex)) {
      const range = selection.merge({ anchorOffset: typed.start, focusOffset: caret });
      const text = Modifier.replaceText(content, range, typed.text + chars);
      typed = null;
      setEditorState(EditorState.push(editorState, text, "insert-characters"));
      return "handled";
    }

    if (chars !== "$") return "not-handled";
    const found = TYPED.exec(`${readPlain(block, caret)}$`);
    if (!found) return "not-handled";
    // Undo returns to the text with its dollar signs.
    const written = EditorState.push(
      editorState,
      Modifier.insertText(content, selection, chars),
      "insert-characters",
    );
    const range = selection.merge({ anchorOffset: found.index, focusOffset: caret + 1 });
    const data = { latex: tidy(found[2]) };
    const state = inlineAtom.insert(written, range, KIND, data);
    typed = {
      content: state.getCurrentContent(),
      start: found.index,
      end: state.getSelection().getStartOffset(),
      text: found[0],
      latex: data.latex,
    };
    setEditorState(state);
    return "handled";
  }

  /* Return whether what follows the second sign makes both signs text, as in $A/$B. */
  const isText = (next, latex) =>
    /^\d/.test(next) || (/^\p{L}/u.test(next) && /[/:;,.=|&-]$/.test(latex));

  inlineAtom.register(KIND);
  draftail.registerPlugin({ type: TYPE, handleBeforeInput }, "plugins");
}

/* References in rich text: chosen in a dialog, or for a publication typed as @key. */
{
  const { DraftJS, draftail, inlineAtom, referenceTargets, textDialog } = window;
  const { make, makeButton } = textDialog;
  const { EditorState, SelectionState } = DraftJS;
  const TYPE = "REFERENCE";
  const DELAY = 200; // milliseconds after the last change
  // A citation key, behind nothing that makes it part of an address, and what may follow it.
  const TYPED = /(?<![\p{L}\p{N}_.@/])@(\p{L}[\p{L}\p{N}_:.+/-]*)$/u;
  const ENDS = /^[\s,;)\]]$/;

  // The dialog

  const hasWords = ({ text, title }, words) =>
    words.every((word) => `${text} ${title}`.toLowerCase().includes(word));

  /* Ask for a target, and return its data; null if cancelled, {} to remove the reference. */
  function ask(before, isOld) {
    const field = make("input", { id: "reference-words", type: "search", autocomplete: "off" });
    const status = make("p", { className: "help" });
    status.setAttribute("role", "status");
    const lists = make("div", { className: "reference-targets" });

    function show(name, targets, end) {
      if (!targets.length) return;
      const title = make("h3", { textContent: name });
      const items = targets.map(({ block, page, text, title: about, key }) => {
        const choice = make(
          "button",
          { type: "button", onclick: () => end(block ? { block, text } : { page, text }) },
          make("b", { textContent: text }),
          make("span", { textContent: about }),
        );
        if (key) choice.append(make("code", { textContent: `@${key}` }));
        if ((block ?? page) === (before.block ?? before.page)) {
          choice.setAttribute("aria-current", "true");
        }
        return make("li", {}, choice);
      });
      lists.append(title, make("ul", {}, ...items));
    }

    return textDialog.ask("Reference", (end, refresh) => {
      const buttons = [makeButton("Cancel", "button-secondary", () => end(null))];
      if (isOld) buttons.push(makeButton("Remove", "no button-secondary", () => end({})));
      const prompt = "Search the page and the publications";
      return {
        content: [make("label", { htmlFor: field.id, textContent: prompt }), field, status, lists],
        buttons,
        field,
        async update(text) {
          const typed = text.replace(/^@/, "");
          const publications = await referenceTargets.cite({ q: typed });
          return () => {
            const words = typed.toLowerCase().split(/\s+/);
            const blocks = referenceTargets.list().filter((target) => hasWords(target, words));
            lists.replaceChildren();
            show("On this page", blocks, end);
            show("Publications", publications, end);
            const count = blocks.length + publications.length;
            status.textContent = count ? "" : "Nothing on this page or among the publications.";
          };
        },
        async onEnter(event) {
          event.preventDefault();
          await refresh();
          lists.querySelector("button")?.click();
        },
      };
    });
  }

  // Labels in the editor: numbers and words change as blocks do.

  const shown = new Map(); // data of references by their elements

  function label({ block, text }, targets) {
    const found = targets.find((target) => target.block === block);
    const isGone = Boolean(block) && !found;
    return { text: found?.text ?? text ?? "?", isGone };
  }

  function update() {
    const targets = referenceTargets.list();
    for (const [element, data] of shown) {
      const { text, isGone } = label(data, targets);
      if (!element.isConnected) shown.delete(element);
      else if (element.textContent !== text) element.textContent = text;
      element.classList.toggle("inline-atom--wrong", isGone);
      element.title = isGone ? "This is no longer on the page." : "";
    }
  }

  let updating;
  function updateSoon() {
    clearTimeout(updating);
    updating = setTimeout(update, DELAY);
  }

  function watch() {
    const body = document.querySelector("[data-contentpath=body]");
    if (!body) return;
    // A hidden field, as of the order of blocks or of what is deleted, has its value as attribute.
    const changes = { childList: true, subtree: true, attributes: true, attributeFilter: ["value"] };
    new MutationObserver(updateSoon).observe(body, changes);
    body.addEventListener("change", updateSoon);
  }

  const KIND = {
    type: TYPE,
    isAfter: true,
    // After a slash, the editor would look for the name of a command.
    write: ({ text }) => (text || "?").replaceAll("/", "∕"),
    read: () => ({}),
    ask,

    show(data, element) {
      if (!shown.size) watch();
      shown.set(element, data);
      element.textContent = data.text ?? "?";
      updateSoon();
    },
  };

  // Typing

  /* Return whether a text may become a citation: no code, and no link or other atom. */
  function isPlain(block, start, end) {
    for (let place = start; place < end; place += 1) {
      if (block.getEntityAt(place) || block.getInlineStyleAt(place).has("CODE")) return false;
    }
    return block.getType() !== "code-block";
  }

  /* Put a citation in the place of a typed key, if that is still there. */
  async function replace(blockKey, start, typed, { getEditorState, setEditorState }) {
    const [found] = await referenceTargets.cite({ key: typed.slice(1) });
    const state = getEditorState();
    const content = state.getCurrentContent();
    const block = content.getBlockForKey(blockKey);
    const end = start + typed.length;
    if (!found || block?.getText().slice(start, end) !== typed) return;
    const range = SelectionState.createEmpty(blockKey).merge({
      anchorOffset: start,
      focusOffset: end,
    });
    const data = { page: found.page, text: found.text };
    const written = inlineAtom.insert(state, range, KIND, data);
    // The caret stays where it was in the text that was typed meanwhile.
    const selection = state.getSelection();
    const move = (side) => {
      const offset = selection.get(`${side}Offset`);
      const isAfter = selection.get(`${side}Key`) === blockKey && offset >= end;
      return isAfter ? offset + KIND.write(data).length - typed.length : offset;
    };
    const moved = selection.merge({ anchorOffset: move("anchor"), focusOffset: move("focus") });
    setEditorState(EditorState.forceSelection(written, moved));
  }

  function handleBeforeInput(chars, editorState, ...rest) {
    if (ENDS.test(chars)) noticeKey(editorState, rest.at(-1));
    return "not-handled";
  }

  function handleReturn(event, editorState, ...rest) {
    noticeKey(editorState, rest.at(-1));
    return "not-handled";
  }

  function noticeKey(editorState, tools) {
    const selection = editorState.getSelection();
    if (!selection.isCollapsed()) return;
    const block = editorState.getCurrentContent().getBlockForKey(selection.getStartKey());
    const found = TYPED.exec(block.getText().slice(0, selection.getStartOffset()));
    if (!found) return;
    const typed = found[0].replace(/[:.+/-]+$/, "");
    if (!isPlain(block, found.index, found.index + typed.length)) return;
    replace(block.getKey(), found.index, typed, tools);
  }

  inlineAtom.register(KIND);
  draftail.registerPlugin({ type: TYPE, handleBeforeInput, handleReturn }, "plugins");
}

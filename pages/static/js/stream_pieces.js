/* Puts blocks into the body of a page, at the caret of a text or behind a block. */
{
  // Wagtail focuses a new text after 50 milliseconds.
  const FOCUS_DELAY = 80;
  const push = (state, content) => window.DraftJS.EditorState.push(state, content, "insert-fragment");

  /* Return the editor of the rich text that an element is in: its <input>, or null. */
  function findField(element) {
    const wrapper = element?.closest?.("[data-draftail-editor-wrapper]");
    const field = wrapper?.parentElement.querySelector(":scope > input");
    return field?.draftailEditor ? field : null;
  }

  /* Return the body that an element is in, and the block there, or null. */
  function findPlace(element) {
    const body = element?.closest?.("[data-body-block]")?.bodyBlock;
    const child = body?.children.find((one) => one.element.contains(element));
    return body ? { body, child } : null;
  }

  function findLastPlace() {
    const body = document.querySelector("[data-body-block]")?.bodyBlock;
    return body ? { body, child: body.children.at(-1) } : null;
  }

  function setCaret(state, key, offset) {
    const { EditorState, SelectionState } = window.DraftJS;
    const caret = SelectionState.createEmpty(key);
    return EditorState.acceptSelection(
      state,
      caret.merge({ anchorOffset: offset, focusOffset: offset }),
    );
  }

  /* Return a state of an editor with its caret where it was in an earlier one. */
  function restoreCaret(now, before) {
    const selection = before.getSelection();
    if (now.getCurrentContent() === before.getCurrentContent()) {
      return window.DraftJS.EditorState.acceptSelection(now, selection);
    }
    // Something has been typed since: what is before the caret is what it was.
    const [key, offset] = [selection.getStartKey(), selection.getStartOffset()];
    const start = before.getCurrentContent().getBlockForKey(key).getText().slice(0, offset);
    const block = now.getCurrentContent().getBlockForKey(key);
    return block?.getText().startsWith(start) ? setCaret(now, key, offset) : now;
  }

  /* Return the state with a text in place of its selection; `blocks` are Draft's. */
  function insertBlocks(state, blocks) {
    const { Modifier } = window.DraftJS;
    const map = window.DraftJS.ContentState.createFromBlockArray(blocks).getBlockMap();
    const selection = state.getSelection();
    let content = state.getCurrentContent();
    const isEmpty = !content.getBlockForKey(selection.getStartKey()).getLength();
    content = Modifier.replaceWithFragment(content, selection, map);
    // Draft keeps the kind of a line that takes a single one, even of an empty line.
    if (isEmpty && blocks.length === 1) {
      const after = content.getSelectionAfter();
      content = Modifier.setBlockType(content, after, blocks[0].getType());
      content = content.set("selectionAfter", after);
    }
    return push(state, content);
  }

  /* Return the state with a stored text in place of its selection. */
  const insertText = (state, raw) =>
    insertBlocks(state, window.DraftJS.convertFromRaw(JSON.parse(raw)).getBlocksAsArray());

  /* Return the state with the paragraphs of a stored text before its first one. */
  function prepend(state, raw) {
    const { ContentBlock, convertFromRaw, genKey } = window.DraftJS;
    const first = state.getCurrentContent().getFirstBlock();
    const end = new ContentBlock({
      key: genKey(),
      type: first.getType(),
      depth: first.getDepth(),
      text: "",
    });
    return insertBlocks(state, [...convertFromRaw(JSON.parse(raw)).getBlocksAsArray(), end]);
  }

  /* Return the state with plain text in place of its selection, a paragraph a line. */
  function insertPlain(state, text) {
    const lines = text.split(/[\r\n]+/).filter((line) => line.trim());
    const content = window.DraftJS.ContentState.createFromText(lines.join("\n"), "\n");
    return insertBlocks(state, content.getBlocksAsArray());
  }

  /* Return the state with its caret at the end of the last paragraph or the start of the first. */
  function moveCaret(state, isToEnd) {
    const content = state.getCurrentContent();
    const block = isToEnd ? content.getLastBlock() : content.getFirstBlock();
    return setCaret(state, block.getKey(), isToEnd ? block.getLength() : 0);
  }

  function removeSelected(state) {
    const { EditorState, Modifier } = window.DraftJS;
    const selection = state.getSelection();
    if (selection.isCollapsed()) return state;
    const content = Modifier.removeRange(state.getCurrentContent(), selection, "backward");
    return EditorState.push(state, content, "remove-range");
  }

  /* Insert a block at an index, and return it. */
  function insertBlock(body, index, { type, value }) {
    const [, , id] = body._getChildDataForInsertion({ type });
    return body.insert({ type, value, id }, index);
  }

  /* Return the <input> of a block of text, null of another block. */
  function findInput({ type, element }) {
    return type === "prose"
      ? findField(element.querySelector("[data-draftail-editor-wrapper]"))
      : null;
  }

  /* Write a text into its form at once: its editor does so a moment later, and until then a
     new text would be saved as empty. */
  function keep(child, state) {
    const content = window.DraftJS.convertToRaw(state.getCurrentContent());
    findInput(child).value = JSON.stringify(content);
  }

  /* Insert blocks behind a block of the body, and return them. */
  function insertBehind({ body, child }, pieces) {
    const index = child ? body.children.indexOf(child) + 1 : 0;
    return pieces.map((piece, number) => insertBlock(body, index + number, piece));
  }

  /* Insert blocks at the caret of a text of the body, which is parted there.

     Return the inserted blocks, the block of the caret, and a function that puts plain text in
     the place of all of them. */
  function insertAtCaret({ body, child }, state, pieces, text) {
    const parts = window.draftail.splitState(removeSelected(state));
    const hasText = (part) => part.getCurrentContent().hasText();
    const isKept = hasText(parts.stateBefore) || pieces[0].type === "prose";
    const isParted = hasText(parts.stateAfter);
    const middle = [...pieces];
    let before = moveCaret(parts.stateBefore, true);
    let after = moveCaret(parts.stateAfter, false);
    if (middle[0].type === "prose") before = insertText(before, middle.shift().value);
    if (isParted && middle.at(-1)?.type === "prose") after = prepend(after, middle.pop().value);
    const index = body.children.indexOf(child);
    if (isParted) {
      body.splitBlock(index, before, after, parts.shouldMoveCommentFn, { animate: false });
    } else {
      child.setState({ type: child.type, id: child.id, value: before });
    }
    const end = isParted ? [body.children[index + 1]] : [];
    const inserted = [
      ...middle.map((piece, number) => insertBlock(body, index + 1 + number, piece)),
      ...end,
    ];
    keep(child, before);
    if (isParted) keep(end[0], after);
    const editor = isParted ? null : findInput(inserted.at(-1))?.draftailEditor;
    editor?.onChange(moveCaret(editor.getEditorState(), true));
    if (!isKept) body.deleteBlock(index);

    function undo() {
      const place = Math.max(body.children.indexOf(isKept ? child : inserted[0]), 0);
      const plain = insertPlain(state, text);
      if (isKept) child.setState({ type: child.type, id: child.id, value: plain });
      else insertBlock(body, place, { type: "prose", value: plain });
      for (const one of inserted) {
        const position = body.children.indexOf(one);
        if (position >= 0) body.deleteBlock(position);
      }
      keep(body.children[place], plain);
      body.children[place].focus();
    }
    return { inserted, changed: isKept ? [child, ...inserted] : inserted, undo };
  }

  /* Move an element to the middle of the window, and give it the focus if it is a field, after
     Wagtail has done so with a new block. */
  function showSoon(element) {
    setTimeout(() => {
      // At once: the size of a new field, set meanwhile, would stop a smooth way there.
      element.scrollIntoView({ block: "center", behavior: "instant" });
      if (element.matches("input")) element.focus();
    }, FOCUS_DELAY);
  }

  window.streamPieces = {
    findField,
    findPlace,
    findLastPlace,
    setCaret,
    restoreCaret,
    insertText,
    insertPlain,
    insertBlocks,
    insertBehind,
    insertAtCaret,
    showSoon,
  };
}

/* Parts of rich text that are read and removed as one, such as formulas: the text of an
   IMMUTABLE entity, with something shown in its place. A click on it opens its dialog. */
{
  const { React, DraftJS, draftail } = window;
  const { EditorState, Modifier, SelectionState } = DraftJS;
  let clicked = null; // the atom whose dialog is opened, as its offset key

  /* Return the selection of the atom that was clicked, or else of the one at the caret. */
  function select(editorState, entityKey) {
    const selection = editorState.getSelection();
    const [blockKey, part] = clicked?.split("-") ?? [];
    clicked = null;
    if (blockKey) {
      const { start, end } = editorState.getBlockTree(blockKey).get(Number(part)).toObject();
      return SelectionState.createEmpty(blockKey).merge({ anchorOffset: start, focusOffset: end });
    }
    return draftail.DraftUtils.getEntitySelection(editorState, entityKey);
  }

  /* Put an atom in the place of a selection, and the caret behind it. */
  function insert(editorState, selection, { type, write }, data) {
    let content = editorState.getCurrentContent().createEntity(type, "IMMUTABLE", data);
    const key = content.getLastCreatedEntityKey();
    content = Modifier.replaceText(content, selection, write(data), null, key);
    const caret = content.getSelectionAfter();
    return EditorState.forceSelection(EditorState.push(editorState, content, "apply-entity"), caret);
  }

  /* Return what the site answers to a text at an address of the admin. Throws an Error without an
     answer. */
  async function post(name, body) {
    const { ADMIN_URLS, CSRF_HEADER_NAME, CSRF_TOKEN } = window.wagtailConfig;
    const response = await fetch(`${ADMIN_URLS.PAGES.replace(/pages\/$/, name)}/`, {
      method: "POST",
      headers: { [CSRF_HEADER_NAME]: CSRF_TOKEN, "X-Requested-With": "XMLHttpRequest" },
      body,
    });
    if (!response.ok) throw new Error(response.statusText);
    return response.json();
  }

  function remove(editorState, selection) {
    const content = Modifier.removeRange(editorState.getCurrentContent(), selection, "backward");
    return EditorState.push(editorState, content, "remove-range");
  }

  function makeSource(kind) {
    return class extends React.Component {
      async componentDidMount() {
        const { editorState, entity, entityKey, onComplete } = this.props;
        const isOwn = entity?.getType() === kind.type;
        const selection = isOwn ? select(editorState, entityKey) : this.place();
        const before = isOwn ? entity.getData() : kind.read(this.selected());
        const data = await kind.ask(before, isOwn);
        if (data && Object.keys(data).length) {
          onComplete(insert(editorState, selection, kind, data));
        } else {
          const last = selection.getEndOffset();
          const caret = isOwn || kind.isTight ? selection.merge({ anchorOffset: last, focusOffset: last }) : selection;
          const removed = data && isOwn && remove(editorState, selection);
          onComplete(removed || EditorState.forceSelection(editorState, caret));
        }
      }

      /* Return the selection that a new atom replaces, or the end of it. */
      place() {
        const selection = this.props.editorState.getSelection();
        if (!kind.isAfter) return selection;
        const [key, offset] = [selection.getEndKey(), selection.getEndOffset()];
        const block = this.props.editorState.getCurrentContent().getBlockForKey(key);
        const isSpaced = kind.isTight && block.getText()[offset - 1] === " ";
        return selection.merge({
          anchorKey: key,
          anchorOffset: isSpaced ? offset - 1 : offset,
          focusKey: key,
          focusOffset: offset,
          isBackward: false,
        });
      }

      selected() {
        const { editorState } = this.props;
        const selection = editorState.getSelection();
        if (selection.isCollapsed()) return "";
        const block = editorState.getCurrentContent().getBlockForKey(selection.getStartKey());
        const end =
          selection.getEndKey() === block.getKey() ? selection.getEndOffset() : block.getLength();
        return block.getText().slice(selection.getStartOffset(), end);
      }

      render() {
        return null;
      }
    };
  }

  function makeDecorator(kind) {
    return class extends React.Component {
      constructor(props) {
        super(props);
        this.shown = React.createRef();
      }

      componentDidMount() {
        this.show();
      }

      componentDidUpdate(before) {
        if (before.entityKey !== this.props.entityKey) this.show();
        this.moveCaret();
      }

      get data() {
        const { contentState, entityKey } = this.props;
        return contentState.getEntity(entityKey).getData();
      }

      show() {
        kind.show(this.data, this.shown.current);
      }

      /* Draft puts a caret before the atom into the beginning of its text, which is behind
         what is shown. */
      moveCaret() {
        const { parentElement } = this.shown.current;
        const selection = window.getSelection();
        const isInside = parentElement.contains(selection.anchorNode);
        if (!isInside || !selection.isCollapsed || selection.anchorOffset) return;
        const before = parentElement.previousSibling;
        let leaf = before;
        while (leaf?.lastChild) leaf = leaf.lastChild;
        if (leaf) selection.collapse(leaf, leaf.length ?? 0);
        else selection.collapse(parentElement.parentNode, 0);
      }

      render() {
        const { children, entityKey, offsetKey, onEdit } = this.props;
        const edit = (event) => {
          event.preventDefault();
          // The selection may be in another editor, whose text this one does not know.
          this.shown.current.closest("[contenteditable=true]")?.focus({ preventScroll: true });
          window.getSelection().collapse(this.shown.current.nextSibling, 1);
          clicked = offsetKey;
          onEdit(entityKey);
        };
        return React.createElement(
          "span",
          { className: "inline-atom" },
          React.createElement("span", {
            className: `inline-atom__shown inline-atom--${kind.type.toLowerCase()}`,
            contentEditable: false,
            onMouseDown: edit,
            ref: this.shown,
          }),
          React.createElement("span", { className: "inline-atom__text" }, children),
        );
      }
    };
  }

  // Keys: the caret passes an atom in one step, and is never within its text.

  const types = new Set();
  let isBackward = false;
  const BACK = new Set(["ArrowLeft", "ArrowUp", "Home", "PageUp"]);
  document.addEventListener("keydown", ({ key }) => (isBackward = BACK.has(key)), true);
  document.addEventListener("mousedown", () => (isBackward = false), true);

  /* Return start and end of the atom that has a place of a block within it, or at one side. */
  function findAtom(content, block, isAround) {
    let found = null;
    block.findEntityRanges(
      (letter) => letter.getEntity() && types.has(content.getEntity(letter.getEntity()).getType()),
      (start, end) => {
        if (isAround(start, end)) found = { start, end };
      },
    );
    return found;
  }

  const plugin = {
    type: "ATOMS",

    keyBindingFn(event, { getEditorState }) {
      const side = { ArrowLeft: "left", ArrowRight: "right" }[event.key];
      if (!side || event.ctrlKey || event.altKey || event.metaKey) return undefined;
      const state = getEditorState();
      const selection = state.getSelection();
      const block = state.getCurrentContent().getBlockForKey(selection.getFocusKey());
      const isRtl = state.getDirectionMap().get(block.getKey()) === "RTL";
      const isBack = (side === "left") !== isRtl;
      const place = selection.getFocusOffset();
      if (!selection.isCollapsed() && !event.shiftKey) return undefined;
      const isBeside = (start, end) => place === (isBack ? end : start);
      if (!findAtom(state.getCurrentContent(), block, isBeside)) return undefined;
      return `atom-${isBack ? "back" : "forward"}${event.shiftKey ? "-select" : ""}`;
    },

    handleKeyCommand(command, state, ...rest) {
      const [name, way, kind] = command.split("-");
      if (name !== "atom") return "not-handled";
      const selection = state.getSelection();
      const block = state.getCurrentContent().getBlockForKey(selection.getFocusKey());
      const place = selection.getFocusOffset();
      const { start, end } = findAtom(state.getCurrentContent(), block, (first, last) =>
        place === (way === "back" ? last : first),
      );
      const other = way === "back" ? start : end;
      const moved = move(selection, kind ? {} : { anchorOffset: other }, { focusOffset: other });
      rest.at(-1).setEditorState(EditorState.forceSelection(state, moved));
      return "handled";
    },

    onChange(state) {
      const selection = state.getSelection();
      const content = state.getCurrentContent();
      const moves = ["anchor", "focus"].map((side) => {
        const block = content.getBlockForKey(selection.get(`${side}Key`));
        const place = selection.get(`${side}Offset`);
        const atom = block && findAtom(content, block, (start, end) => start < place && place < end);
        return atom ? { [`${side}Offset`]: isBackward ? atom.start : atom.end } : {};
      });
      if (!Object.keys({ ...moves[0], ...moves[1] }).length) return state;
      return EditorState.forceSelection(state, move(selection, ...moves));
    },
  };

  /* Return a selection with other offsets, and the direction that they make. */
  function move(selection, ...offsets) {
    const moved = selection.merge(Object.assign({}, ...offsets));
    const isSame = moved.getAnchorKey() === moved.getFocusKey();
    if (!isSame) return moved;
    return moved.set("isBackward", moved.getAnchorOffset() > moved.getFocusOffset());
  }

  /* Register a kind of atom:

     type                entity type
     write(data)         its text in the editor, which is never empty
     read(text)          data of a text that was selected
     isAfter             stands after a selection, and does not replace it
     isTight             and takes the place of a space, typed before the slash of a command
     ask(data, isOld)    asks for its data; null if cancelled, {} if it is to be removed
     show(data, element) fills the element that is shown */
  function register(kind) {
    const entity = { type: kind.type, source: makeSource(kind), decorator: makeDecorator(kind) };
    draftail.registerPlugin(entity, "entityTypes");
    types.add(kind.type);
  }

  draftail.registerPlugin(plugin, "plugins");
  window.inlineAtom = { register, insert, post };
}

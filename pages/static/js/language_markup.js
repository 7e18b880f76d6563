/* Rich-text button that marks words in another language. */
{
  const QUESTION =
    "Language code of these words, such as zh, ar or fr. Leave it empty to remove the mark.";
  const WRONG = "This is not a language code: write it like zh, ar or pt-BR.";
  const NOTHING = "Select the words in another language first.";
  const CODE = /^[a-z]{2,3}(-[a-z0-9]{2,8}){0,3}$/i;

  function ask(before) {
    let code = window.prompt(QUESTION, before);
    while (code && !CODE.test(code.trim())) code = window.prompt(`${WRONG} ${QUESTION}`, code);
    return code?.trim();
  }

  class LanguageMarkupSource extends window.React.Component {
    componentDidMount() {
      const { editorState, entityType, entity, onComplete, onClose } = this.props;
      const { EditorState, RichUtils } = window.DraftJS;
      const selection = editorState.getSelection();
      if (selection.isCollapsed()) {
        window.alert(NOTHING);
        return onClose();
      }
      const code = ask(entity?.getData().lang ?? "");
      if (code === undefined) return onClose();
      let content = editorState.getCurrentContent();
      let key = null;
      if (code) {
        content = content.createEntity(entityType.type, "MUTABLE", { lang: code });
        key = content.getLastCreatedEntityKey();
      }
      const state = EditorState.set(editorState, { currentContent: content });
      return onComplete(RichUtils.toggleLink(state, selection, key));
    }

    render() {
      return null;
    }
  }

  function LanguageMarkup({ entityKey, contentState, children }) {
    const { lang } = contentState.getEntity(entityKey).getData();
    return window.React.createElement(
      "span",
      { lang, dir: "auto", title: lang, className: "language-markup" },
      children,
    );
  }

  window.draftail.registerPlugin(
    { type: "FOREIGN", source: LanguageMarkupSource, decorator: LanguageMarkup },
    "entityTypes",
  );
}

/* Notice of what a paste has become, with one step back to the plain text. */
{
  const notice = document.querySelector("[data-paste-notice]");
  const sentences = notice.querySelector("[data-paste-sentences]");
  const undoButton = notice.querySelector("[data-paste-undo]");
  let last = {};

  /* Show sentences. `undo` takes the paste back, while none of the elements is edited. */
  function show(texts, { undo = null, elements = [] } = {}) {
    last = { undo, elements };
    sentences.replaceChildren(
      ...texts.map((text) => Object.assign(document.createElement("p"), { textContent: text })),
    );
    undoButton.hidden = !undo;
    notice.hidden = !texts.length;
  }

  const hide = () => show([]);

  function undo() {
    const { undo: takeBack } = last;
    hide();
    takeBack();
  }

  undoButton.addEventListener("click", undo);
  notice.querySelector("[data-paste-close]").addEventListener("click", hide);

  const isWithin = (target) => last.elements?.some((element) => element.contains(target));

  for (const name of ["beforeinput", "input", "paste", "drop"]) {
    document.addEventListener(
      name,
      ({ target }) => {
        if (last.undo && isWithin(target)) hide();
      },
      true,
    );
  }

  document.addEventListener(
    "keydown",
    (event) => {
      const isUndo = (event.ctrlKey || event.metaKey) && !event.shiftKey && event.key === "z";
      const isHere = isWithin(event.target) || event.target === document.body;
      if (!isUndo || !last.undo || !(isHere || notice.contains(event.target))) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      undo();
    },
    true,
  );

  window.pasteNotice = { show, hide };
}

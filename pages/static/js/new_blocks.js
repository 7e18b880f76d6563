/* Shows a new block whole, above the bar with the buttons, with the focus in its first field:
   Wagtail focuses none that opens a chooser. Enter in a heading leads to the next block, or to
   a new text. */
(() => {
  const { StreamBlock } = window.wagtailStreamField.blocks;
  const sequences = Object.getPrototypeOf(StreamBlock.prototype);
  const insert = sequences._insert;
  const FIELDS =
    "input:not([type=hidden]), select, textarea, button, [contenteditable=true]";
  // Wagtail unfolds the block after so many milliseconds.
  const DELAY = 10;

  function focusFirstField({ element }) {
    const fields = element.querySelectorAll(`.w-panel__content :is(${FIELDS})`);
    // Those of a header fold and move what is below it.
    const isFirst = (field) => !field.closest(".w-panel__header") && field.checkVisibility();
    [...fields].find(isFirst)?.focus();
  }

  function show(child) {
    const { element } = child;
    // The field of a rich text takes the focus later, by itself.
    if (!element.contains(document.activeElement)) focusFirstField(child);
    // The size is known when the block has unfolded.
    window
      .$(element)
      .promise()
      .done(() => {
        element.scrollIntoView({ block: "nearest" });
        const focused = document.activeElement;
        if (element.contains(focused)) focused.scrollIntoView({ block: "nearest" });
      });
  }

  function leave(sequence, heading) {
    const position = sequence.children.indexOf(heading) + 1;
    const next = sequence.children[position];
    if (!next) {
      sequence._onRequestInsert(position, { type: "prose" });
      return;
    }
    focusFirstField(next);
    next.focus({ soft: true });
  }

  sequences._insert = function (...given) {
    const child = insert.apply(this, given);
    if (given.at(-1)?.focus) setTimeout(() => show(child), DELAY);
    if (child.type === "heading") {
      const name = `${child.prefix}-value-text`;
      child.element.addEventListener("keydown", (event) => {
        if (event.key !== "Enter" || event.isComposing || event.target.name !== name) return;
        event.preventDefault();
        leave(this, child);
      });
    }
    return child;
  };
})();

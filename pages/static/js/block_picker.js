/* Makes the block picker search descriptions too, as the "/" menu of rich text does, and
   focuses its search field. Wagtail's picker searches names and labels only. */
(() => {
  const { StreamBlock, StreamBlockDefinition } = window.wagtailStreamField.blocks;

  /* Append the description to the name, which the picker searches. */
  const describe = (block) =>
    Object.create(block, { name: { value: `${block.name} ${block.meta.description}` } });

  class BodyBlock extends StreamBlock {
    constructor(...args) {
      super(...args);
      // Scripts that paste find it by its element.
      const [element] = this.container;
      element.bodyBlock = this;
      element.dataset.bodyBlock = "";
    }

    _createInsertionControl(placeholder, options) {
      const picker = super._createInsertionControl(placeholder, options);
      const insert = picker.onRequestInsert;
      picker.groupedChildBlockDefs = picker.groupedChildBlockDefs.map(
        ([group, blocks]) => [group, blocks.map(describe)],
      );
      picker.onRequestInsert = (index, { type }) =>
        insert(index, { type: type.split(" ")[0] });
      picker.tooltip.setProps({
        onShown: () => picker.combobox.querySelector("input").focus(),
      });
      return picker;
    }
  }

  class BodyBlockDefinition extends StreamBlockDefinition {
    render(placeholder, prefix, state, error) {
      return new BodyBlock(this, placeholder, prefix, state, error);
    }
  }

  window.telepath.register("pages.blocks.BodyBlock", BodyBlockDefinition);
})();

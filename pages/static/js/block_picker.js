/* Lets the picker of blocks find one by the words of its description, as the menu that
   "/" opens in a text does. Of itself it looks at the names and labels alone, and waits
   for a click before it can be typed into. */
(() => {
  const { StreamBlock, StreamBlockDefinition } = window.wagtailStreamField.blocks;

  /* A block as the picker sees it: the words it is to be found by follow its name. */
  const describe = (block) =>
    Object.create(block, { name: { value: `${block.name} ${block.meta.description}` } });

  class BodyBlock extends StreamBlock {
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

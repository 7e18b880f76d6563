/* Blocks of the page that rich text can refer to, as they are in the editor now, and the
   publications of the site. */
{
  // As pages/blocks/body.py numbers them.
  const KINDS = {
    figure: "Figure",
    gallery: "Figure",
    chart: "Figure",
    results_table: "Table",
    formula: "Equation",
  };

  const find = (name) => document.getElementsByName(name)[0];

  /* Return the text of a field, plain or rich. */
  function read(name) {
    const value = find(name)?.value ?? "";
    try {
      const { blocks } = JSON.parse(value);
      return blocks.map(({ text }) => text).join(" ");
    } catch {
      return value;
    }
  }

  /* Return the blocks of the body in order, each with its id, label and title. */
  function list() {
    const types = [...document.querySelectorAll('input[name^="body-"][name$="-type"]')];
    const blocks = types
      .filter(({ name }) => /^body-\d+-type$/.test(name))
      .map(({ name, value }) => ({ type: value, prefix: name.slice(0, -"-type".length) }))
      .filter(({ prefix }) => !find(`${prefix}-deleted`).value)
      .sort((a, b) => find(`${a.prefix}-order`).value - find(`${b.prefix}-order`).value);
    const counts = {};
    const found = [];
    for (const { type, prefix } of blocks) {
      const block = find(`${prefix}-id`).value;
      const kind = KINDS[type];
      const isNumbered = find(`${prefix}-value-is_numbered`)?.checked ?? true;
      if (type === "heading") {
        const text = read(`${prefix}-value-text`).trim();
        if (text) found.push({ block, text, title: "Heading" });
      } else if (kind && isNumbered) {
        counts[kind] = (counts[kind] ?? 0) + 1;
        const number = type === "formula" ? `(${counts[kind]})` : counts[kind];
        const title = read(`${prefix}-value-${type === "formula" ? "latex" : "caption"}`);
        found.push({ block, text: `${kind} ${number}`, title });
      }
    }
    return found.filter(({ block }) => block);
  }

  /* Return the publications with the words `q`, or the one with the citation key `key`. */
  async function cite(query) {
    const { ADMIN_URLS } = window.wagtailConfig;
    const address = ADMIN_URLS.PAGES.replace(/pages\/$/, "cite/");
    try {
      const response = await fetch(`${address}?${new URLSearchParams(query)}`);
      return (await response.json()).publications;
    } catch {
      return [];
    }
  }

  window.referenceTargets = { list, cite };
}

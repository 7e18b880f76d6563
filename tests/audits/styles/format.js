/* Formats CSL-JSON items with citeproc-js: {style, locale, items} on the standard input,
   the references as text, in the order of the items, on the standard output. */
import { readFileSync } from "node:fs";
import CSL from "citeproc";

const { style, locale, items } = JSON.parse(readFileSync(0, "utf8"));
const byId = Object.fromEntries(items.map((item) => [item.id, item]));
const system = { retrieveLocale: () => locale, retrieveItem: (id) => byId[id] };

const engine = new CSL.Engine(system, style, "en-US");
engine.setOutputFormat("text");

// Each alone: in one list, works of the same authors and year would be told apart by letters.
const format = ({ id }) => {
  engine.updateItems([id]);
  return engine.makeBibliography()[1][0].trim();
};

console.log(JSON.stringify(items.map(format)));

/* Reads a range of cells from a clipboard: the HTML of a spreadsheet or web page, text with
   tabs, or CSV. Recognises numbers and writes them with a decimal point. */
window.tableRange = (() => {
  const SPACES = " \u00a0\u2009\u202f";
  const SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁽⁾ⁿ";
  const SUBSCRIPTS = "₀₁₂₃₄₅₆₇₈₉₊₋₍₎ₙ";
  const PLAIN = "0123456789+-()n";
  const NO_VALUE = /^(?:[-–—]?|n\/?a|nan|#n\/a)$/i;
  const PLUS_MINUS = /\s*(?:±|\+\/?[-−])\s*/;
  const POWER = `\\s*(?:[eE]|[×x·*]\\s*10\\^?)\\s*([-+−–]?[0-9]+|[⁺⁻]?[${SUPERSCRIPTS}]+)`;
  const NUMBER = new RegExp(`^([-+−–]?)\\s?([0-9.,'’${SPACES}]*[0-9][.,]?)(?:${POWER})?$`);
  // A number of digits in groups or not, with the decimal sign that is the key.
  const MAGNITUDES = Object.fromEntries(
    [".,", ",."].map(([decimal, group]) => [
      decimal,
      new RegExp(
        `^([1-9][0-9]{0,2}(?:([${group}'’${SPACES}])[0-9]{3})(?:\\2[0-9]{3})*|[0-9]*)` +
          `(?:\\${decimal}([0-9]*))?$`,
      ),
    ]),
  );

  const translate = (text, from, to) =>
    [...text].map((sign) => to[from.indexOf(sign)] ?? sign).join("");

  // Numbers

  /* Return the text of an unsigned number with a decimal point, or null. */
  function readMagnitude(text, decimal) {
    const match = MAGNITUDES[decimal].exec(text);
    if (!match) return null;
    const whole = match[1].replace(/[.'’]/g, ",") || "0";
    return match[3] ? `${whole}.${match[3]}` : whole;
  }

  /* Return the parts of a number: those of its value and of its uncertainty; or null. */
  function split(text) {
    const parts = text.split(PLUS_MINUS).map((part) => part.replace(/\s*%$/, ""));
    const matches = parts.map((part) => NUMBER.exec(part));
    return parts.length < 3 && matches.every(Boolean) ? matches : null;
  }

  /* Return a number as the site stores it, or null for another text. */
  function readNumber(text, decimal) {
    const numbers = split(text)?.map(([, sign, magnitude, power]) => {
      const read = readMagnitude(magnitude, decimal);
      if (read === null) return null;
      const exponent = power
        ? `e${translate(power, SUPERSCRIPTS, PLAIN).replace(/[−–]/, "-")}`
        : "";
      return `${/[-−–]/.test(sign) ? "-" : ""}${read}${exponent}`;
    });
    const number = numbers?.includes(null) ? null : numbers?.join(" ± ");
    return number && number.length <= 40 ? number : null;
  }

  const isNumber = (text) => [".", ","].some((decimal) => readNumber(text, decimal) !== null);

  /* Return the decimal sign that a cell shows: "." or ","; "" if it may be either. */
  function findSign({ text, value }) {
    const [point, comma] = [".", ","].map((sign) => readNumber(text, sign));
    if (point === null || comma === null) {
      return (point ?? comma) === null ? "" : point === null ? "," : ".";
    }
    if (point === comma || value === undefined) return "";
    // The clipboard also has the value: 1,234 of the value 1.2341 has a decimal comma.
    const [distance, other] = [point, comma].map((number) =>
      Math.abs(Number(number.replace(/,| ±.*/g, "")) - value * (text.endsWith("%") ? 100 : 1)),
    );
    return distance < other ? "." : ",";
  }

  /* Return the decimal sign of cells, by default the usual one; null if they have both. */
  function findDecimal(cells, usual = ".") {
    const signs = new Set(cells.map(findSign).filter(Boolean));
    return signs.size > 1 ? null : ([...signs][0] ?? usual);
  }

  /* Return the numbers of a column and whether all are in per cent, or null. */
  function readColumn(cells, rangeDecimal, usual) {
    const decimal = rangeDecimal ?? findDecimal(cells, usual);
    if (!decimal) return null;
    const filled = cells.filter(({ text }) => !NO_VALUE.test(text));
    if (!filled.length) return null;
    const percents = filled.filter(({ text }) => text.endsWith("%")).length;
    if (percents && percents < filled.length) return null;
    const numbers = cells.map(({ text }) =>
      NO_VALUE.test(text) ? text && "–" : readNumber(text, decimal),
    );
    return numbers.includes(null) ? null : { numbers, isPercent: percents > 0 };
  }

  // Clipboards

  const clean = (text) =>
    text.replace(/\s+/g, (space) => (/[\n\t ]/.test(space) ? " " : space)).trim();

  function shift(element, signs, mark) {
    const text = element.textContent.trim();
    const isKnown = [...text].every((sign) => PLAIN.includes(sign));
    element.replaceWith(isKnown ? translate(text, PLAIN, signs) : mark + text);
  }

  function readValue(cell) {
    const stored = cell.getAttribute("sdval") ?? cell.getAttribute("x:num");
    if (stored) return Number(stored);
    try {
      const sheet = JSON.parse(cell.getAttribute("data-sheets-value"));
      return sheet?.[1] === 3 ? sheet[3] : undefined;
    } catch {
      return undefined;
    }
  }

  function readHtml(html) {
    const table = new DOMParser().parseFromString(html, "text/html").querySelector("table");
    if (!table) return null;
    table.querySelectorAll("sup").forEach((one) => shift(one, SUPERSCRIPTS, "^"));
    table.querySelectorAll("sub").forEach((one) => shift(one, SUBSCRIPTS, "_"));
    table.querySelectorAll("br").forEach((one) => one.replaceWith(" "));
    const rows = [...table.rows].map(() => []);
    [...table.rows].forEach((row, at) => {
      let column = 0;
      for (const cell of row.cells) {
        while (rows[at][column]) column += 1;
        const value = readValue(cell);
        for (let down = 0; down < cell.rowSpan && rows[at + down]; down += 1) {
          for (let right = 0; right < cell.colSpan; right += 1) {
            rows[at + down][column + right] = { text: "" };
          }
        }
        rows[at][column] = { text: clean(cell.textContent), value };
      }
    });
    return rows;
  }

  /* Return the rows of a text with a sign between its cells, some of them in quotes. */
  function readDelimited(text, delimiter) {
    const rows = [[]];
    const cell = new RegExp(
      `("(?:[^"]|"")*"(?=[${delimiter}\\n]|$)|[^${delimiter}\\n]*)([${delimiter}\\n]|$)`,
      "gy",
    );
    for (const [, content, end] of text.matchAll(cell)) {
      const isQuoted = content.length > 1 && content.startsWith('"') && content.endsWith('"');
      const plain = isQuoted ? content.slice(1, -1).replaceAll('""', '"') : content;
      rows.at(-1).push({ text: clean(plain) });
      if (!end) break;
      if (end === "\n") rows.push([]);
    }
    return rows;
  }

  /* Return the rows of a plain text. One line is a table where nothing else is expected. */
  function readText(typed, isTable) {
    const text = typed
      .replace(/^\ufeff/, "")
      .replace(/\r\n?/g, "\n")
      .replace(/\n+$/, "");
    if (text.includes("\t")) return readDelimited(text, "\t");
    for (const delimiter of [";", ","]) {
      const rows = readDelimited(text, delimiter).filter(
        (row) => row.length > 1 || row[0].text,
      );
      const width = rows[0]?.length;
      // A column of 1,5 and 2,5 has decimal commas.
      const isColumn =
        delimiter === "," &&
        text.split("\n").every((line) => /^\s*[-−]?\d+,\d+\s*$/.test(line));
      if (
        width > 1 &&
        rows.every((row) => row.length === width) &&
        !isColumn &&
        (isTable || rows.length > 1)
      )
        return rows;
    }
    return readDelimited(text, "\t");
  }

  /* Make all rows equally long, without empty ones at the end. */
  function square(rows) {
    const isFilled = (cell) => Boolean(cell?.text);
    const height = rows.findLastIndex((row) => row.some(isFilled)) + 1;
    const width = Math.max(0, ...rows.map((row) => row.findLastIndex(isFilled) + 1));
    return rows
      .slice(0, height)
      .map((row) => Array.from({ length: width }, (_, at) => row[at] ?? { text: "" }));
  }

  /* Return the decimal sign that the cells of Excel show, by its own word. */
  const findUsual = (html) =>
    /mso-displayed-decimal-separator:\s*"\\?([.,])"/.exec(html)?.[1];

  /* Return the rows of a clipboard, or null if it has no range of cells. */
  function read(clipboard, isTable) {
    const html = clipboard.getData("text/html");
    const found =
      (html && readHtml(html)) || readText(clipboard.getData("text/plain"), isTable);
    const isRange = found.length > 1 || found[0]?.length > 1;
    const rows = square(found);
    rows.usual = findUsual(html);
    return rows.length && (isRange || isTable) ? rows : null;
  }

  // Tables, as states of Wagtail's

  /* Tell whether the first row of a range is its headings: all numbers are not, except
     below an empty corner. */
  function hasHeadings([first, second]) {
    const filled = first.filter((cell) => cell.text);
    if (filled.some((cell) => !isNumber(cell.text))) return true;
    const [beside] = second ?? [];
    return (
      filled.length > 0 && !first[0].text && Boolean(beside?.text) && !isNumber(beside.text)
    );
  }

  /* Return the state of a table with a range filled in; row -1 is that of the headings. */
  function fill(state, range, { row, column }) {
    const headings = row < 0 && hasHeadings(range) ? range[0] : [];
    const body = headings.length ? range.slice(1) : range;
    const top = Math.max(row, 0);
    const decimal = findDecimal(range.flat(), range.usual);
    const columns = state.columns.map((one) => ({ ...one }));
    const rows = state.rows.map(({ values }) => [...values]);
    while (columns.length < column + range[0].length)
      columns.push({ type: "text", heading: "" });
    while (rows.length < Math.max(top + body.length, 1)) rows.push([]);
    range[0].forEach((_, at) => {
      const place = column + at;
      if (headings.length) columns[place].heading = headings[at].text;
      const cells = body.map((one) => one[at]);
      const isNew = rows.every(
        (one, number) => (number >= top && number < top + body.length) || !one[place],
      );
      const { type, heading } = columns[place];
      const found =
        cells.length && (isNew || type !== "text") && readColumn(cells, decimal, range.usual);
      if (found && type === "text") columns[place].type = "number";
      if (cells.length && !found && isNew) columns[place].type = "text";
      if (found?.isPercent && !heading.endsWith(")"))
        columns[place].heading = `${columns[place].heading} (%)`.trim();
      cells.forEach((cell, number) => {
        rows[top + number][place] = found ? found.numbers[number] : cell.text;
      });
    });
    const values = rows.map((one) => ({
      values: columns.map((_, at) => one[at] ?? ""),
    }));
    return { ...state, columns, rows: values };
  }

  /* Return a table of a pasted text with its numbers recognised, as in a range of that clipboard. */
  function recognise(table, html) {
    const range = table.rows.map(({ values }) => values.map((text) => ({ text })));
    if (!range.length) return table;
    range.usual = findUsual(html);
    const columns = table.columns.map(({ heading }) => ({ type: "text", heading }));
    return fill({ ...table, columns, rows: [] }, range, { row: 0, column: 0 });
  }

  return {
    read,
    readText: (text) => square(readText(text, true)),
    readColumn,
    findDecimal,
    fill,
    recognise,
  };
})();

/* Lets a table be edited like a sheet: the keys of a spreadsheet move between its cells, and
   a range that is pasted fills it. Wagtail's table stays what is sent and stored. */
(() => {
  const { read, readText, fill } = window.tableRange;
  const WAGTAIL = "wagtail.contrib.typed_table_block.blocks.TypedTableBlock";
  const MOST = { rows: 200, columns: 30 };
  const WIDTH = { least: 11, most: 26 }; // of a column, in letters

  const count = (number, name) => `${number} ${name}${number === 1 ? "" : "s"}`;

  class Sheet {
    constructor(table) {
      this.table = table;
      this.element = table.container[0];
      this.element.classList.add("table-sheet");
      this.before = null; // state before the last paste
      this.isLeaving = false;
      this.addStart();
      this.notice = document.createElement("p");
      this.notice.className = "table-sheet__notice";
      this.notice.setAttribute("role", "status");
      this.element.querySelector(".typed-table-block__wrapper").after(this.notice);
      for (const name of [
        "insertColumn",
        "deleteColumn",
        "insertRow",
        "deleteRow",
        "setState",
      ]) {
        const method = table[name].bind(table);
        table[name] = (...args) => {
          const result = method(...args);
          if (!this.isFilling) this.refresh();
          return result;
        };
      }
      this.element.addEventListener("keydown", (event) => this.onKey(event));
      this.element.addEventListener("paste", (event) => this.onPaste(event));
      this.element.addEventListener("input", (event) => this.onInput(event));
      this.element.addEventListener("focusout", () => {
        this.isLeaving = false;
      });
      this.refresh();
    }

    addStart() {
      this.start = document.createElement("div");
      this.start.className = "table-sheet__start";
      const [label, field] = ["label", "textarea"].map((name) => document.createElement(name));
      field.id = `${this.table.prefix}-range`;
      field.rows = 2;
      label.htmlFor = field.id;
      label.textContent = "Paste a range from a spreadsheet here, or add a column below.";
      // Typed as a text with commas or tabs, it becomes a table too.
      field.addEventListener("change", () => {
        const range = readText(field.value);
        if (range.length) this.fill(range, { row: -1, column: 0 });
      });
      this.start.append(label, field);
      this.element.querySelector(".typed-table-block__wrapper").before(this.start);
    }

    // Looks

    /* Give each column its choice of a type and its width, and an empty table its start. */
    refresh() {
      const { columns, tbody } = this.table;
      this.start.hidden = columns.length > 0;
      this.element.classList.toggle("table-sheet--empty", columns.length === 0);
      columns.forEach((column, at) => {
        if (!column.typeSelect) this.addTypeSelect(column);
        column.typeSelect.setAttribute("aria-label", `Type of column ${at + 1}`);
        column.headingInput.setAttribute("aria-label", `Heading of column ${at + 1}`);
        const isNumber = column.blockDef.name !== "text";
        const cells = [...tbody.rows].map((row) => row.cells[at + 1]);
        cells.forEach((cell) => cell.classList.toggle("number", isNumber));
        const fields = [
          column.headingInput,
          ...cells.map((cell) => cell.querySelector("input")),
        ];
        const longest = Math.max(...fields.map((field) => field.value.length + 3));
        const width = Math.min(Math.max(longest, WIDTH.least), WIDTH.most);
        column.headingInput.parentElement.style.minWidth = `${width}ch`;
      });
    }

    addTypeSelect(column) {
      const select = document.createElement("select");
      select.className = "table-sheet__type";
      for (const { name, meta } of this.table.blockDef.childBlockDefs) {
        select.add(new Option(meta.label, name));
      }
      select.value = column.blockDef.name;
      select.addEventListener("change", () => {
        column.blockDef = this.table.childBlockDefsByName[select.value];
        column.typeInput.value = select.value;
        this.refresh();
      });
      column.typeSelect = select;
      column.headingInput.before(select);
    }

    // Cells

    /* Return the row and column of a field; the row of the headings is -1. */
    locate(field) {
      const cell = field.closest("th, td");
      if (!cell || !field.matches("input[type=text]")) return null;
      const isHeading = cell.tagName === "TH";
      return {
        row: isHeading ? -1 : cell.parentElement.sectionRowIndex,
        column: cell.cellIndex - 1,
      };
    }

    fieldAt(row, column) {
      if (row < 0) return this.table.columns[column]?.headingInput;
      return this.table.tbody.rows[row]?.cells[column + 1]?.querySelector("input");
    }

    /* Move to a cell, whose row is added below the last one; return whether there is one. */
    move(row, column) {
      const { rows } = this.table;
      if (row === rows.length && row < MOST.rows) this.table.insertRow(row);
      const field = this.fieldAt(row, column);
      field?.focus();
      field?.select();
      return Boolean(field);
    }

    isEmptyRow(row) {
      return row >= 0 && this.table.columns.every((_, at) => !this.fieldAt(row, at).value);
    }

    // Keys

    onKey(event) {
      const { key, target, shiftKey } = event;
      if (event.isComposing || event.altKey) return;
      if (event.ctrlKey || event.metaKey) {
        if (key.toLowerCase() === "z" && !shiftKey && this.before) {
          event.preventDefault();
          this.undo();
        }
        return;
      }
      const place = this.locate(target);
      if (!place) return;
      const wasLeaving = this.isLeaving;
      this.isLeaving = key === "Escape" || (wasLeaving && key === "Shift");
      if (key === "Tab" && wasLeaving) return;
      const next = this.findNext(key, shiftKey, target, place);
      // Wherever there is no cell, the key does what it does in other fields.
      if (next && (this.move(next.row, next.column) || key === "Enter")) event.preventDefault();
    }

    findNext(key, isShift, field, { row, column }) {
      const last = this.table.columns.length - 1;
      const length = field.value.length;
      const isAtStart =
        field.selectionStart === 0 &&
        (field.selectionEnd === 0 || field.selectionEnd === length);
      const isAtEnd =
        field.selectionEnd === length &&
        (field.selectionStart === length || field.selectionStart === 0);
      switch (key) {
        case "Tab":
          if (isShift)
            return column
              ? { row, column: column - 1 }
              : { row: row - 1, column: row < 0 ? -1 : last };
          return column < last ? { row, column: column + 1 } : { row: row + 1, column: 0 };
        case "Enter":
          if (isShift) return { row: Math.max(row - 1, -1), column };
          return {
            row: row + (row + 1 === this.table.rows.length && this.isEmptyRow(row) ? 0 : 1),
            column,
          };
        case "ArrowDown":
          return { row: Math.min(row + 1, this.table.rows.length - 1), column };
        case "ArrowUp":
          return { row: Math.max(row - 1, -1), column };
        case "ArrowLeft":
          return isAtStart && !isShift && column > 0 ? { row, column: column - 1 } : null;
        case "ArrowRight":
          return isAtEnd && !isShift && column < last ? { row, column: column + 1 } : null;
        default:
          return null;
      }
    }

    // Ranges

    onPaste(event) {
      const isEmpty = this.table.columns.length === 0;
      const range = read(event.clipboardData, isEmpty);
      const place = isEmpty ? { row: -1, column: 0 } : this.locate(event.target);
      if (!range || !place) return;
      event.preventDefault();
      event.stopPropagation();
      this.fill(range, place);
    }

    fill(range, place) {
      const state = this.table.getState();
      const filled = fill(state, range, place);
      for (const [name, most] of Object.entries(MOST)) {
        if (filled[name].length > most && filled[name].length > state[name].length) {
          this.say(
            `A table holds at most ${most} ${name}, and with this range it would have ` +
              `${filled[name].length}. Nothing was pasted: copy a smaller range.`,
          );
          return;
        }
      }
      this.setState(filled);
      this.before = state;
      this.move(place.row, place.column);
      this.say(`Pasted ${count(range.length, "row")} and ${count(range[0].length, "column")}.`);
      const undo = document.createElement("button");
      undo.type = "button";
      undo.className = "button button-small button-secondary";
      undo.textContent = "Undo";
      undo.addEventListener("click", () => this.undo());
      this.notice.append(" ", undo);
    }

    undo() {
      this.setState(this.before);
      this.before = null;
      this.say("The paste was undone.");
      const first = this.table.columns.length
        ? this.fieldAt(-1, 0)
        : this.start.querySelector("textarea");
      first.focus();
    }

    setState(state) {
      this.isFilling = true;
      this.table.setState(state);
      this.isFilling = false;
      this.start.querySelector("textarea").value = "";
      this.refresh();
      // So that it is saved like what is typed.
      this.table.columnCountInput.dispatchEvent(new Event("change", { bubbles: true }));
    }

    say(words) {
      this.notice.textContent = words;
    }

    onInput({ target }) {
      if (!this.locate(target)) return;
      this.before = null;
      this.say("");
      this.refresh();
    }
  }

  class GridBlockDefinition extends window.telepath.constructors[WAGTAIL] {
    render(...args) {
      const table = super.render(...args);
      new Sheet(table);
      return table;
    }
  }

  window.telepath.register("pages.blocks.GridBlock", GridBlockDefinition);
})();

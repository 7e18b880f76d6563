/* Shows the results tables of the page by their captions, for a chart to take its numbers
   from. The field itself holds the id of the table. */
(() => {
  const OWN = "The chart's own table";

  /* Return the results tables around a block in the order of the page: [id, name]. */
  function listTables(block) {
    const tables = [];
    for (const child of block.parentElement.children) {
      const find = (name) => child.querySelector(`:scope > input[name$="-${name}"]`);
      if (find("type")?.value !== "results_table" || find("deleted").value) continue;
      // A copied table has an id from its first saving on.
      find("id").value ||= crypto.randomUUID();
      const caption = child.querySelector('input[name$="-value-caption"]').value.trim();
      tables.push([find("id").value, `Table ${tables.length + 1}: ${caption || "no caption"}`]);
    }
    return tables;
  }

  class ChartTableController extends window.StimulusModule.Controller {
    connect() {
      this.input = this.element.querySelector("input");
      this.struct = this.element.closest(".struct-block");
      this.select = document.createElement("select");
      const { id, name } = this.input;
      const described = this.input.getAttribute("aria-describedby");
      if (described) this.select.setAttribute("aria-describedby", described);
      this.input.type = "hidden";
      this.input.id = `${name}-value`;
      this.select.id = id;
      this.input.after(this.select);
      this.list();
      // Tables may have been added, moved or named since.
      this.select.addEventListener("focus", () => this.list());
      this.select.addEventListener("change", () => {
        this.input.value = this.select.value;
        this.input.dispatchEvent(new Event("change", { bubbles: true }));
        this.showOwn();
      });
    }

    list() {
      const { value } = this.input;
      const tables = listTables(this.element.closest("[data-streamfield-child]"));
      const isGone = value && !tables.some(([id]) => id === value);
      const gone = isGone ? [[value, "A table that is gone"]] : [];
      const options = [["", OWN], ...gone, ...tables].map(([id, name]) => new Option(name, id));
      this.select.replaceChildren(...options);
      this.select.value = value;
      this.showOwn();
    }

    /* Show the table of the chart itself only if it counts. */
    showOwn() {
      const table = this.struct.querySelector(".typed-table-block");
      table.closest("[data-contentpath]").hidden = Boolean(this.input.value);
    }
  }

  window.wagtail.app.register("chart-table", ChartTableController);
})();

/* Shows a row for each name in the text of authors, with an ORCID iD and marks. The field
   holds those of all names that were there, so that a name typed again has them still. */
(() => {
  const MARKS = [
    ["is_owner", "It is you"],
    ["is_equal", "Contributed equally"],
    ["is_corresponding", "Corresponding"],
  ];
  const MOST = 100;
  const DELAY = 400; // milliseconds without typing

  const make = (tag, properties = {}, ...children) => {
    const element = Object.assign(document.createElement(tag), properties);
    element.append(...children);
    return element;
  };

  class AuthorDetailsController extends window.StimulusModule.Controller {
    connect() {
      this.details = JSON.parse(this.element.value || "[]") ?? [];
      this.text = this.element.form.querySelector("[data-author-lines]");
      this.rows = make("div");
      const summary = make("summary", { textContent: "ORCID iDs and marks" });
      this.box = make("details", { className: "author-details" }, summary, this.rows);
      this.element.after(this.box);
      this.box.addEventListener("toggle", () => this.read());
      this.text.addEventListener("input", () => {
        clearTimeout(this.timer);
        this.timer = setTimeout(() => this.read(), DELAY);
      });
    }

    /* Ask the site for the names in the text, as it tells them apart. */
    async read() {
      if (!this.box.open || this.text.value === this.shown) return;
      this.shown = this.text.value;
      const address = `${this.element.dataset.address}?names=${encodeURIComponent(this.shown)}`;
      const answer = await fetch(address).catch(() => null);
      if (answer?.ok) this.show((await answer.json()).names.slice(0, MOST));
    }

    show(names) {
      const free = [...this.details];
      const rows = names.map(({ name, is_owner }) => {
        const at = free.findIndex((one) => one.name === name);
        const found = at < 0 ? { name, is_owner } : free.splice(at, 1)[0];
        if (at < 0) this.details.push(found);
        return this.makeRow(found);
      });
      this.rows.replaceChildren(...rows);
    }

    makeRow(author) {
      const change = (name, value) => {
        author[name] = value;
        this.element.value = JSON.stringify(this.details);
        this.element.dispatchEvent(new Event("change", { bubbles: true }));
      };
      const orcid = make("input", {
        type: "text",
        value: author.orcid ?? "",
        placeholder: "ORCID iD",
      });
      orcid.setAttribute("aria-label", `ORCID iD of ${author.name}`);
      orcid.addEventListener("change", () => change("orcid", orcid.value));
      const marks = MARKS.map(([name, words]) => {
        const box = make("input", { type: "checkbox", checked: Boolean(author[name]) });
        box.addEventListener("change", () => change(name, box.checked));
        return make("label", {}, box, words);
      });
      return make(
        "fieldset",
        {},
        make("legend", { textContent: author.name }),
        orcid,
        ...marks,
      );
    }
  }

  window.wagtail.app.register("author-details", AuthorDetailsController);
})();

/* Starts the date fields, choosers and panels of the admin. Wagtail has an inline script do
   so beside each, which the policy of the admin forbids: see pages/widgets.py. */
const STARTED = /^(init|create)?[A-Z][A-Za-z]*(Chooser|Panel)$|^Chooser$/;

class WidgetStart extends HTMLElement {
  // At the moment the script would have run: when it is parsed, or put into the page.
  connectedCallback() {
    const { name, values } = this.dataset;
    this.remove();
    if (!STARTED.test(name)) throw new Error(`“${name}” starts no widget.`);
    const start = window[name];
    if (/^[a-z]/.test(name)) start(...JSON.parse(values));
    else new start(...JSON.parse(values));
  }
}

customElements.define("widget-start", WidgetStart);

/* Theme switch: light, dark or system. Runs before the first paint, so that no wrong theme
   flashes, and stores the choice in the browser. Without this script the theme follows the
   system and the switch is hidden. */
{
  const root = document.documentElement;

  // Browsers that block storage throw.
  const read = () => {
    try {
      return localStorage.getItem("theme");
    } catch {
      return null;
    }
  };

  const keep = (theme) => {
    try {
      if (theme === "system") localStorage.removeItem("theme");
      else localStorage.setItem("theme", theme);
    } catch {
      // The choice then lasts for this page.
    }
  };

  const show = (theme) => {
    root.dataset.theme = ["light", "dark"].includes(theme) ? theme : "system";
    const choice = document.querySelector(`.theme [value=${root.dataset.theme}]`);
    if (choice) choice.checked = true;
  };

  show(read());
  addEventListener("DOMContentLoaded", () => {
    show(read());
    document.querySelector(".theme")?.addEventListener("change", ({ target }) => {
      keep(target.value);
      show(target.value);
    });
  });
  // Follow choices in other tabs, and on pages restored from the back-forward cache.
  addEventListener("storage", () => show(read()));
  addEventListener("pageshow", () => show(read()));
}

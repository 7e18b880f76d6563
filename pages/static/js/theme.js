/* The visitor's choice of a theme: light, dark, or that of the system. It runs before the
   page is painted, so that no wrong theme flashes up, and keeps the choice in this browser
   alone. Without this script the theme is the system's, and nothing offers a choice. */
{
  const root = document.documentElement;

  // A browser that keeps nothing for sites throws.
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
      // It holds for this page at least.
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
  // What is chosen in one tab holds in all, and in pages that are gone back to.
  addEventListener("storage", () => show(read()));
  addEventListener("pageshow", () => show(read()));
}

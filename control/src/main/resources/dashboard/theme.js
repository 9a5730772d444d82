// Runs before the first paint, so that a chosen theme does not flash. Not a module for that reason.
(() => {
  const order = ["system", "light", "dark"];
  const words = { system: "as the system", light: "light", dark: "dark" };
  const root = document.documentElement;

  function chosen() {
    try {
      const saved = localStorage.getItem("spillway.theme");
      return order.includes(saved) ? saved : "system";
    } catch {
      return "system"; // storage may be forbidden; then the choice lasts as long as the page
    }
  }

  let theme = chosen();
  function show() {
    root.dataset.theme = theme;
    const button = document.getElementById("theme");
    if (button) {
      button.setAttribute("aria-label", `Colours: ${words[theme]}`);
      button.title = `Colours: ${words[theme]}`;
      button.dataset.theme = theme;
    }
  }

  show();
  addEventListener("DOMContentLoaded", () => {
    show();
    document.getElementById("theme").addEventListener("click", () => {
      theme = order[(order.indexOf(theme) + 1) % order.length];
      try {
        localStorage.setItem("spillway.theme", theme);
      } catch {
        // kept for this page only
      }
      show();
    });
  });
})();

// Sets theme, density and text size before the first paint. A file of its own, for the CSP allows no inline script.
(() => {
  let prefs = {};
  try {
    prefs = JSON.parse(localStorage.getItem("prama-preferences") || "{}").state || {};
  } catch {
    prefs = {};
  }
  const dark =
    prefs.theme === "dark" || (prefs.theme !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
  const coarse = matchMedia("(pointer: coarse)").matches;
  const root = document.documentElement;
  root.setAttribute("data-mantine-color-scheme", dark ? "dark" : "light");
  root.setAttribute(
    "data-density",
    prefs.density === "compact" || prefs.density === "comfortable"
      ? prefs.density
      : coarse
        ? "comfortable"
        : "compact",
  );
  if (prefs.textSize) root.style.fontSize = `${prefs.textSize}%`;
})();

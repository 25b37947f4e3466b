// Counts what a hand does: pointer activations, and keystrokes that are not text.
/** Starts counting on the page; the answer gives { clicks, keys } at any time, over page loads inside the app too. */
export async function counted(page) {
  await page.evaluate(() => {
    window.budget = { clicks: 0, keys: 0 };
    window.addEventListener(
      "click",
      (event) => event.isTrusted && event.detail > 0 && window.budget.clicks++,
      true,
    );
    window.addEventListener(
      "keydown",
      (event) => {
        if (!event.isTrusted || ["Shift", "Control", "Alt", "Meta"].includes(event.key)) return;
        const field = event.target.closest?.("input:not([type=checkbox]), textarea");
        const text = field && event.key.length === 1 && !event.ctrlKey && !event.metaKey;
        if (!text) window.budget.keys++;
      },
      true,
    );
  });
  return () => page.evaluate(() => window.budget);
}

/** Presses keys one after the other. */
export async function press(page, ...keys) {
  for (const key of keys) await page.keyboard.press(key);
}

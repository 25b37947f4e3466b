import { fireEvent, render } from "@testing-library/react";
import { afterEach, expect, it, vi } from "vitest";
import { enableSingleKeys, useHotkey } from "./hotkeys";

function Keys({ keys, run, inFields }: { keys: string; run: () => void; inFields?: boolean }) {
  useHotkey(keys, run, { label: keys, inFields });
  return <input aria-label="field" />;
}
const press = (key: string, init: KeyboardEventInit = {}, target: Element = document.body) =>
  fireEvent.keyDown(target, { key, ...init });

afterEach(() => enableSingleKeys(true));

it("runs sequences such as g then h, and forgets a half one", () => {
  const run = vi.fn();
  render(<Keys keys="g h" run={run} />);
  press("g");
  press("x");
  press("h");
  expect(run).not.toHaveBeenCalled();
  press("g");
  press("h");
  expect(run).toHaveBeenCalledTimes(1);
});

it("keeps single letters out of text fields but lets Ctrl Enter through when asked", () => {
  const letter = vi.fn();
  const save = vi.fn();
  const { getAllByLabelText } = render(
    <>
      <Keys keys="n" run={letter} />
      <Keys keys="mod+enter" run={save} inFields />
    </>,
  );
  const field = getAllByLabelText("field")[0] as HTMLElement;
  press("n", {}, field);
  press("Enter", { ctrlKey: true }, field);
  expect(letter).not.toHaveBeenCalled();
  expect(save).toHaveBeenCalledTimes(1);
});

it("lets people turn single letters off without losing the others", () => {
  const letter = vi.fn();
  const chord = vi.fn();
  render(
    <>
      <Keys keys="n" run={letter} />
      <Keys keys="mod+," run={chord} />
    </>,
  );
  enableSingleKeys(false);
  press("n");
  press(",", { ctrlKey: true });
  expect(letter).not.toHaveBeenCalled();
  expect(chord).toHaveBeenCalledTimes(1);
});

it("knows Ctrl Shift . also where Shift prints another character", () => {
  const pause = vi.fn();
  render(<Keys keys="mod+shift+." run={pause} inFields />);
  press(">", { code: "Period", ctrlKey: true, shiftKey: true });
  press(":", { code: "Period", ctrlKey: true, shiftKey: true });
  expect(pause).toHaveBeenCalledTimes(2);
});

it("stops when the page that registered it is gone", () => {
  const run = vi.fn();
  const view = render(<Keys keys="n" run={run} />);
  view.unmount();
  press("n");
  expect(run).not.toHaveBeenCalled();
});

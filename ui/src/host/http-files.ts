// Files in a browser: dropped on the page, chosen in its dialog, sent with progress.
import { decodeBody, type HostAnswer, type Hover, type Point, type Sendable } from "./types";

const asSendable = (file: File, folder = false): Sendable => ({
  name: file.name,
  size: folder ? 0 : file.size,
  folder,
  file,
});
const carriesFiles = (event: DragEvent) => event.dataTransfer?.types.includes("Files") ?? false;
const pointOf = (event: DragEvent): Point => ({ x: event.clientX, y: event.clientY });

export function onBrowserDrop(
  onHover: (hover: Hover | null) => void,
  onDrop: (items: Sendable[], at: Point) => void,
): () => void {
  // Entering a child comes before leaving its parent, so the depth is 0 only outside the page.
  let depth = 0;
  const over = (event: DragEvent) => {
    if (!carriesFiles(event)) return;
    event.preventDefault();
    const count = [...(event.dataTransfer?.items ?? [])].filter((item) => item.kind === "file").length;
    onHover({ count, items: [], at: pointOf(event) });
  };
  const enter = (event: DragEvent) => {
    if (carriesFiles(event)) depth += 1;
    over(event);
  };
  const leave = (event: DragEvent) => {
    if (!carriesFiles(event)) return;
    depth = Math.max(0, depth - 1);
    if (depth === 0) onHover(null);
  };
  const drop = (event: DragEvent) => {
    if (!carriesFiles(event)) return;
    event.preventDefault();
    depth = 0;
    onHover(null);
    const items = [...(event.dataTransfer?.items ?? [])].filter((item) => item.kind === "file");
    const found = items.flatMap((item) => {
      const folder = item.webkitGetAsEntry?.()?.isDirectory ?? false;
      const file = item.getAsFile();
      return file ? [asSendable(file, folder)] : [];
    });
    if (found.length > 0) onDrop(found, pointOf(event));
  };
  const pairs = [
    ["dragenter", enter],
    ["dragover", over],
    ["dragleave", leave],
    ["drop", drop],
  ] as const;
  for (const [name, run] of pairs) window.addEventListener(name, run);
  return () => {
    for (const [name, run] of pairs) window.removeEventListener(name, run);
  };
}

export function pickBrowserFiles(): Promise<Sendable[]> {
  const input = document.createElement("input");
  input.type = "file";
  input.multiple = true;
  return new Promise((resolve) => {
    input.addEventListener("change", () => resolve([...(input.files ?? [])].map((file) => asSendable(file))));
    input.addEventListener("cancel", () => resolve([]));
    input.click();
  });
}

/** `fetch` does not tell how much of a body has left; XMLHttpRequest does. */
export function postFile(
  path: string,
  item: Sendable,
  headers: Record<string, string>,
  onProgress: (sent: number) => void,
  signal: AbortSignal,
): Promise<HostAnswer> {
  const { file } = item;
  if (!file) return Promise.reject(new Error("A browser can only send files"));
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", path);
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    request.upload.addEventListener("progress", (event) => onProgress(Math.min(event.loaded, item.size)));
    request.addEventListener("load", () =>
      resolve({ status: request.status, body: decodeBody(request.responseText) }),
    );
    request.addEventListener("error", () => reject(new Error("The connection was closed while sending")));
    request.addEventListener("abort", () => reject(new DOMException("Cancelled", "AbortError")));
    signal.addEventListener("abort", () => request.abort());
    const form = new FormData();
    form.append("file", file, item.name);
    request.send(form);
  });
}

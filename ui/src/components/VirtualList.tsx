// A windowed grid with a roving tab stop: the container owns focus movement, rows keep theirs by key.
import { useVirtualizer } from "@tanstack/react-virtual";
import {
  type KeyboardEvent,
  type ReactNode,
  type RefObject,
  useCallback,
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
} from "react";
import { usePreferences } from "../lib/preferences";
import "./VirtualList.css";

export type Column<T> = {
  key: string;
  header: ReactNode;
  width: string;
  align?: "end";
  /** Left out while the list is narrower than this many pixels. */
  hideBelow?: number;
  /** How the list is sorted by it. */
  sort?: "ascending" | "descending" | undefined;
  render: (item: T) => ReactNode;
};

type Props<T> = {
  label: string;
  items: T[];
  getKey: (item: T) => string;
  columns: Column<T>[];
  /** The open item: drawn as selected, which is not the same as focused. */
  selectedKey?: string;
  onOpen?: (item: T) => void;
  onPeek?: (item: T) => void;
  onEndReached?: () => void;
  /** All rows that exist, when more than are loaded. */
  total?: number;
  rowTestId?: string;
  /** Rows taller than the density's row, in multiples of it. */
  lines?: number;
  hideHeader?: boolean;
  rowClass?: (item: T) => string | undefined;
  /** Shift and an arrow: the selection is to reach from one row to the next. */
  onExtend?: (from: T, to: T) => void;
  /** Called with the distance from the top. */
  onScroll?: (top: number) => void;
  scrollRef?: RefObject<HTMLDivElement | null>;
  /** Takes the focus when it appears and nothing else has it: who comes by keyboard is in the list at once. */
  autoFocus?: boolean;
};

const rowPx = () => {
  const root = getComputedStyle(document.documentElement);
  return (
    Number.parseFloat(root.getPropertyValue("--row") || "1.75") * Number.parseFloat(root.fontSize || "16") ||
    28
  );
};

/** Width of an element, 0 until it is known. */
function useWidth() {
  const [element, setElement] = useState<HTMLElement | null>(null);
  const [width, setWidth] = useState(0);
  useLayoutEffect(() => {
    if (!element) return;
    const observer = new ResizeObserver(() => setWidth(element.clientWidth));
    observer.observe(element);
    setWidth(element.clientWidth);
    return () => observer.disconnect();
  }, [element]);
  return [setElement, width] as const;
}

export function VirtualList<T>(props: Props<T>) {
  const {
    label,
    items,
    getKey,
    selectedKey,
    onOpen,
    onPeek,
    onEndReached,
    total,
    rowTestId,
    lines = 1,
  } = props;
  const own = useRef<HTMLDivElement>(null);
  const scroller = props.scrollRef ?? own;
  const [frame, width] = useWidth();
  const columns = props.columns.filter((column) => width === 0 || width >= (column.hideBelow ?? 0));
  const [activeKey, setActiveKey] = useState<string | null>(null);
  const found = items.findIndex((item) => getKey(item) === (activeKey ?? selectedKey));
  const active = Math.max(0, found);
  const focusNext = useRef(false);
  const lastActive = useRef(0);
  // A focused row that is gone leaves the focus to the one that took its place.
  useLayoutEffect(() => {
    if (found >= 0) {
      lastActive.current = found;
      return;
    }
    const heir = items[Math.min(lastActive.current, items.length - 1)];
    if (activeKey === null || heir === undefined || document.activeElement !== document.body) return;
    focusNext.current = true;
    setActiveKey(getKey(heir));
  }, [found, activeKey, items, getKey]);

  const virtual = useVirtualizer({
    count: items.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowPx() * lines,
    overscan: 12,
    getItemKey: (index) => getKey(items[index] as T),
    rangeExtractor: useCallback(
      (range: { startIndex: number; endIndex: number; overscan: number; count: number }) => {
        const from = Math.max(0, range.startIndex - range.overscan);
        const to = Math.min(range.count - 1, range.endIndex + range.overscan);
        const rows = Array.from({ length: to - from + 1 }, (_, offset) => from + offset);
        if (active < range.count && (active < from || active > to)) rows.push(active);
        return rows.sort((a, b) => a - b);
      },
      [active],
    ),
  });

  const rowSize = usePreferences((state) => `${state.density} ${state.textSize}`);
  // Measured anew when the row height changes.
  useEffect(() => virtual.measure(), [rowSize]);

  // Rows that arrive above must not move what is being looked at.
  const topKey = useRef<string | null>(null);
  useLayoutEffect(() => {
    const frame = scroller.current;
    if (!frame || topKey.current === null || frame.scrollTop === 0) return;
    const before = Math.floor(frame.scrollTop / (rowPx() * lines));
    const now = items.findIndex((item) => getKey(item) === topKey.current);
    if (now > before) frame.scrollTop += (now - before) * rowPx() * lines;
  }, [items, getKey, lines]);

  const rows = virtual.getVirtualItems();
  const lastIndex = rows.at(-1)?.index ?? 0;
  useEffect(() => {
    if (items.length > 0 && lastIndex >= items.length - 10) onEndReached?.();
  }, [lastIndex, items.length, onEndReached]);

  useEffect(() => {
    if (!focusNext.current || found < 0) return;
    focusNext.current = false;
    virtual.scrollToIndex(active);
    requestAnimationFrame(() => {
      scroller.current
        ?.querySelector<HTMLElement>(`[data-index="${active}"]`)
        ?.focus({ preventScroll: true });
    });
  }, [active, activeKey, found, virtual]);

  const arrived = useRef(!props.autoFocus);
  useEffect(() => {
    if (arrived.current || rows.length === 0) return;
    arrived.current = true;
    if (document.activeElement !== document.body) return;
    scroller.current
      ?.querySelector<HTMLElement>("[data-index][tabindex='0']")
      ?.focus({ preventScroll: true });
  }, [rows.length]);

  const go = (index: number) => {
    const item = items[Math.min(items.length - 1, Math.max(0, index))];
    if (item === undefined) return;
    focusNext.current = true;
    setActiveKey(getKey(item));
  };

  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>) => {
    const target = event.target as HTMLElement;
    if (target.getAttribute("role") !== "row" || event.ctrlKey || event.metaKey || event.altKey) return;
    const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 300) / (rowPx() * lines)) - 1);
    const to: Record<string, number> = {
      ArrowDown: active + 1,
      j: active + 1,
      ArrowUp: active - 1,
      k: active - 1,
      Home: 0,
      End: items.length - 1,
      PageDown: active + page,
      PageUp: active - page,
    };
    const next = to[event.key];
    if (next !== undefined) {
      event.preventDefault();
      const [from, to] = [items[active], items[Math.min(items.length - 1, Math.max(0, next))]];
      if (event.shiftKey && from !== undefined && to !== undefined) props.onExtend?.(from, to);
      go(next);
      return;
    }
    const item = items[active];
    if (item === undefined) return;
    if (event.key === "Enter" && onOpen) {
      event.preventDefault();
      onOpen(item);
    } else if (event.key === " " && (onPeek ?? onOpen)) {
      event.preventDefault();
      (onPeek ?? onOpen)?.(item);
    }
  };

  const template = columns.map((column) => column.width).join(" ");
  return (
    <div
      ref={frame}
      className={props.hideHeader ? "vlist vlist-bare" : "vlist"}
      role="grid"
      aria-label={label}
      aria-rowcount={(total ?? items.length) + 1}
      aria-colcount={columns.length}
      onKeyDown={onKeyDown}
    >
      <div role="rowgroup" className={props.hideHeader ? "sr-only" : "vlist-head"}>
        <div role="row" aria-rowindex={1} className="vlist-row" style={{ gridTemplateColumns: template }}>
          {columns.map((column) => (
            <div
              key={column.key}
              role="columnheader"
              aria-sort={column.sort}
              className="vlist-cell"
              data-align={column.align}
            >
              {column.header}
            </div>
          ))}
        </div>
      </div>
      <div
        className="vlist-scroll"
        ref={scroller}
        role="rowgroup"
        onScroll={props.onScroll && ((event) => props.onScroll?.(event.currentTarget.scrollTop))}
      >
        <div style={{ height: virtual.getTotalSize(), position: "relative" }} role="presentation">
          {rows.map((row) => {
            const item = items[row.index];
            if (item === undefined) return null;
            const key = getKey(item);
            return (
              // biome-ignore lint/a11y/useKeyWithClickEvents: keys are handled by the grid
              <div
                key={key}
                role="row"
                data-index={row.index}
                data-testid={rowTestId}
                data-key={key}
                aria-rowindex={row.index + 2}
                aria-selected={key === selectedKey}
                tabIndex={row.index === active ? 0 : -1}
                className={`vlist-row vlist-item ${props.rowClass?.(item) ?? ""}`}
                style={{
                  gridTemplateColumns: template,
                  height: row.size,
                  transform: `translateY(${row.start}px)`,
                }}
                onFocus={() => setActiveKey(key)}
                onClick={(event) => {
                  if ((event.target as HTMLElement).closest("button, a, input, label, [role=menu]")) return;
                  onOpen?.(item);
                }}
              >
                {columns.map((column) => (
                  <div key={column.key} role="gridcell" className="vlist-cell" data-align={column.align}>
                    {column.render(item)}
                  </div>
                ))}
              </div>
            );
          })}
        </div>
      </div>
    </div>
  );
}

// One searchable choice with groups: items that can't be chosen stay listed, with the reason.
import { Combobox, useCombobox } from "@mantine/core";
import { ChevronsUpDown } from "lucide-react";
import { type ReactNode, useEffect, useMemo, useRef, useState } from "react";
import "./Picker.css";

export interface PickerItem {
  id: string;
  label: string;
  /** Shown in the list instead of the label, where the group says the rest. */
  shortLabel?: string | undefined;
  /** Small text behind the label. */
  hint?: string | undefined;
  /** Further words the search looks at. */
  keywords?: string | undefined;
  /** Why it can't be chosen now; the item stays visible. */
  disabledReason?: string | undefined;
  icon?: ReactNode;
}
export interface PickerGroup {
  label: string;
  items: PickerItem[];
}

interface PickerProps {
  id?: string | undefined;
  label: string;
  value: string | null;
  /** What the closed control shows when the value is not among the items. */
  valueText?: string | undefined;
  groups: PickerGroup[];
  placeholder?: string;
  searchPlaceholder?: string;
  /** Offers to make what was typed. */
  create?: { text: (query: string) => string; run: (query: string) => void };
  onPick: (id: string) => void;
  compact?: boolean;
  width?: number | "target";
  error?: string | null | undefined;
  testId?: string | undefined;
}

/** As it appears, so that what is typed right after the opening key is not lost. */
const focusAtOnce = (search: HTMLInputElement | null) => search?.focus({ preventScroll: true });

const SHOWN = 60;
const CREATE = "\u0000create";

export function Picker(props: PickerProps) {
  const [query, setQuery] = useState("");
  const button = useRef<HTMLButtonElement>(null);
  const store = useCombobox({
    onDropdownClose: () => {
      store.resetSelectedOption();
      setQuery("");
    },
  });
  const { groups, more } = useMemo(() => filterGroups(props.groups, query), [props.groups, query]);
  const chosen = useMemo(
    () => props.groups.flatMap((g) => g.items).find((i) => i.id === props.value),
    [props.groups, props.value],
  );
  useEffect(() => {
    if (query) store.selectFirstOption();
  }, [query]);

  const submit = (id: string) => {
    if (id === CREATE) props.create?.run(query.trim());
    else props.onPick(id);
    store.closeDropdown();
    button.current?.focus();
  };
  const trimmed = query.trim();
  const isNew =
    trimmed !== "" &&
    !props.groups.some((g) => g.items.some((i) => i.label.toLowerCase() === trimmed.toLowerCase()));
  const text = chosen?.label ?? props.valueText;

  return (
    <div className="picker-wrap">
      <Combobox
        store={store}
        onOptionSubmit={submit}
        width={props.width === undefined || props.width === "target" ? "target" : props.width}
        position="bottom-start"
        shadow="none"
        withinPortal
        keepMounted={false}
        transitionProps={{ duration: 0 }}
      >
        {/* The closed button leaves keys alone but for opening, so that Ctrl Enter and the like mean what they mean. */}
        <Combobox.Target targetType="button" withKeyboardNavigation={false}>
          <button
            type="button"
            ref={button}
            id={props.id}
            className="picker-target"
            data-compact={props.compact || undefined}
            data-empty={text === undefined || undefined}
            data-error={props.error ? true : undefined}
            data-testid={props.testId}
            aria-label={`${props.label}: ${text ?? props.placeholder ?? "none"}`}
            aria-invalid={props.error ? true : undefined}
            onClick={() => store.toggleDropdown()}
            onKeyDown={(event) => {
              if (event.altKey || (event.key !== "ArrowDown" && event.key !== "ArrowUp")) return;
              event.preventDefault();
              store.openDropdown();
            }}
          >
            {chosen?.icon}
            <span className="truncate">{text ?? props.placeholder}</span>
            <ChevronsUpDown size={14} aria-hidden className="picker-chevron" />
          </button>
        </Combobox.Target>
        <Combobox.Dropdown className="picker-dropdown">
          <Combobox.Search
            ref={focusAtOnce}
            value={query}
            onChange={(e) => setQuery(e.currentTarget.value)}
            placeholder={props.searchPlaceholder ?? "Search"}
            aria-label={`Search: ${props.label}`}
          />
          <Combobox.Options className="picker-options" labelledBy={undefined} aria-label={props.label}>
            {groups.map((group) => (
              <Combobox.Group key={group.label} label={group.label}>
                {group.items.map((item) => (
                  <Combobox.Option
                    key={item.id}
                    value={item.id}
                    disabled={item.disabledReason !== undefined}
                    active={item.id === props.value}
                    className="picker-option"
                  >
                    {item.icon}
                    <span className="picker-option-text">
                      <span className="truncate">{item.shortLabel ?? item.label}</span>
                      {(item.disabledReason ?? item.hint) ? (
                        <span className="picker-hint">{item.disabledReason ?? item.hint}</span>
                      ) : null}
                    </span>
                  </Combobox.Option>
                ))}
              </Combobox.Group>
            ))}
            {props.create && isNew ? (
              <Combobox.Option value={CREATE} className="picker-create">
                {props.create.text(trimmed)}
              </Combobox.Option>
            ) : null}
            {groups.length === 0 && !(props.create && isNew) ? (
              <Combobox.Empty>
                {trimmed ? `Nothing fits “${trimmed}”.` : "Nothing to choose from yet."}
              </Combobox.Empty>
            ) : null}
          </Combobox.Options>
          {more > 0 ? (
            <Combobox.Footer className="picker-hint">{more} more. Type to narrow.</Combobox.Footer>
          ) : null}
        </Combobox.Dropdown>
      </Combobox>
      {props.error ? (
        <p className="picker-error" role="alert">
          {props.error}
        </p>
      ) : null}
    </div>
  );
}

/** Items whose label, hint or keywords hold every typed word; at most a screenful. */
export function filterGroups(groups: PickerGroup[], query: string): { groups: PickerGroup[]; more: number } {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  let left = SHOWN;
  let more = 0;
  const out: PickerGroup[] = [];
  for (const group of groups) {
    const fits = group.items.filter((item) => {
      const hay =
        `${group.label} ${item.label} ${item.id} ${item.hint ?? ""} ${item.keywords ?? ""}`.toLowerCase();
      return words.every((word) => hay.includes(word));
    });
    const items = fits.slice(0, left);
    left -= items.length;
    more += fits.length - items.length;
    if (items.length > 0) out.push({ ...group, items });
  }
  return { groups: out, more };
}

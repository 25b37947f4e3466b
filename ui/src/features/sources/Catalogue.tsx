// The list of sources with its filters. Everything chosen here stands in the address.
import { Button, Menu } from "@mantine/core";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { CornerDownRight, Tag, X } from "lucide-react";
import type { Source } from "../../api/types";
import { type Column, EmptyState, Sparkline, StatusIcon, VirtualList } from "../../components";
import { formatNumber } from "../../lib/format";
import { barsOf, countGroups, countTags, GROUPS, lookOf, rankOf, rateText } from "./order";

const COLUMNS: Column<Source>[] = [
  {
    key: "name",
    header: "Source",
    width: "minmax(0, 1fr)",
    render: (source) => (
      <span className="source-name" data-instance={source.instance_of ? true : undefined}>
        {source.instance_of && <CornerDownRight size={12} aria-label="instance" className="faint" />}
        <StatusIcon status={rankOf(source) === 0.5 ? "warning" : lookOf(source)} iconOnly />
        <span className="truncate" title={`${source.name || source.id} (${source.id})`}>
          {source.name || source.id}
        </span>
      </span>
    ),
  },
  {
    key: "spark",
    header: "Last minute",
    width: "40px",
    hideBelow: 240,
    render: (source) =>
      source.rate_per_min > 0 && (
        <Sparkline
          values={barsOf(source.recent)}
          width={40}
          label={`Events in the last minute: ${formatNumber(source.rate_per_min)}`}
        />
      ),
  },
  {
    key: "rate",
    header: "Activity",
    width: "4.75rem",
    align: "end",
    render: (source) => <span className="faint num">{rateText(source)}</span>,
  },
];

function Filters({ all, shown }: { all: Source[]; shown: number }) {
  const search = useSearch({ from: "/sources" });
  const navigate = useNavigate();
  const set = (next: { state?: string; tag?: string }) =>
    navigate({ to: ".", search: { ...search, ...next }, replace: true });
  const counts = countGroups(all);
  const tags = countTags(all);
  const chosen = search.tag?.split(",") ?? [];
  const toggle = (tag: string) => {
    const next = chosen.includes(tag) ? chosen.filter((item) => item !== tag) : [...chosen, tag];
    set({ tag: next.join(",") || undefined });
  };
  const groups = [
    { value: undefined, label: "All", count: all.length },
    ...GROUPS.map((group) => ({ ...group, count: counts[group.value] })),
  ];
  return (
    <div className="source-filters">
      <fieldset className="source-states" aria-label="State">
        {groups.map(({ value, label, count }) => (
          <button
            key={label}
            type="button"
            className="filter-chip"
            aria-pressed={search.state === value}
            onClick={() => set({ state: value })}
          >
            {label} <span className="num">{count}</span>
          </button>
        ))}
      </fieldset>
      {tags.length > 0 && (
        <Menu position="bottom-end" closeOnItemClick={false} shadow="none">
          <Menu.Target>
            <button type="button" className="filter-chip" aria-label="Filter by tag" title="Filter by tag">
              <Tag size={12} aria-hidden="true" />
            </button>
          </Menu.Target>
          <Menu.Dropdown className="tag-menu">
            {tags.map(({ tag, count }) => (
              <Menu.CheckboxItem
                key={tag}
                checked={chosen.includes(tag)}
                onChange={() => toggle(tag)}
                rightSection={<span className="faint num">{count}</span>}
              >
                {tag}
              </Menu.CheckboxItem>
            ))}
          </Menu.Dropdown>
        </Menu>
      )}
      {chosen.map((tag) => (
        <button
          key={tag}
          type="button"
          className="filter-chip filter-tag"
          aria-label={`Remove tag ${tag}`}
          onClick={() => toggle(tag)}
        >
          {tag} <X size={12} aria-hidden="true" />
        </button>
      ))}
      <span className="sr-only" role="status">
        {shown} of {all.length} sources shown
      </span>
    </div>
  );
}

export function Catalogue({ all, shown, selected }: { all: Source[]; shown: Source[]; selected?: string }) {
  const search = useSearch({ from: "/sources" });
  const navigate = useNavigate();
  return (
    <>
      <Filters all={all} shown={shown.length} />
      {shown.length === 0 ? (
        <EmptyState
          sentence={`None of the ${all.length} sources passes this filter.`}
          action={
            <Button variant="default" onClick={() => navigate({ to: ".", search: { tab: search.tab } })}>
              Clear filter
            </Button>
          }
        />
      ) : (
        <VirtualList
          label="Sources"
          autoFocus
          items={shown}
          getKey={(source) => source.id}
          columns={COLUMNS}
          hideHeader
          rowTestId="source-row"
          selectedKey={selected}
          onOpen={(source) =>
            navigate({
              to: "/sources/$id",
              params: { id: source.id },
              search: { ...search, tab: undefined },
            })
          }
        />
      )}
    </>
  );
}

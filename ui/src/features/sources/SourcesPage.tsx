import { Button, TextInput } from "@mantine/core";
import { useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { RefreshCw } from "lucide-react";
import { useSources, useStatus } from "../../api/queries";
import type { Source } from "../../api/types";
import {
  EmptyState,
  ErrorState,
  ListDetail,
  Page,
  Skeleton,
  StatusIcon,
  VirtualList,
} from "../../components";
import { plural } from "../../lib/format";
import { useRescan } from "./actions";
import { lookOf, orderSources, rankOf, rateText } from "./order";
import { SourceDetail } from "./SourceDetail";
import "./sources.css";

const COLUMNS = [
  {
    key: "name",
    header: "Source",
    width: "minmax(0, 1fr)",
    render: (source: Source) => (
      <span className="source-name">
        <StatusIcon status={rankOf(source) === 0.5 ? "warning" : lookOf(source.state)} iconOnly />
        <span className="truncate">{source.name}</span>
      </span>
    ),
  },
  {
    key: "rate",
    header: "Activity",
    width: "5.5rem",
    align: "end" as const,
    render: (source: Source) => <span className="faint num">{rateText(source)}</span>,
  },
];

export function SourcesPage() {
  const { data, error, refetch } = useSources();
  const { data: status } = useStatus();
  const { id } = useParams({ strict: false });
  const search = useSearch({ from: "/sources" });
  const navigate = useNavigate();
  const rescan = useRescan();
  const shown = orderSources(data ?? [], search.q, search.state);
  const selected = id ?? shown[0]?.id;
  const folders = status?.source_dirs.length ?? 0;

  return (
    <Page
      title="Sources"
      aside={folders > 0 && <span>Found in {plural(folders, "folder")}</span>}
      actions={
        <Button
          variant="default"
          leftSection={<RefreshCw size={14} aria-hidden="true" />}
          loading={rescan.isPending}
          onClick={() => rescan.mutate()}
        >
          Rescan
        </Button>
      }
      search={
        <TextInput
          aria-label="Filter sources"
          placeholder="Filter"
          value={search.q ?? ""}
          onChange={(event) =>
            navigate({
              to: ".",
              search: { ...search, q: event.currentTarget.value || undefined },
              replace: true,
            })
          }
        />
      }
    >
      {error && !data ? (
        <ErrorState error={error} retry={() => refetch()} />
      ) : !data ? (
        <Skeleton />
      ) : data.length === 0 ? (
        <EmptyState
          sentence={`No sources found in ${plural(folders, "plugin folder")}.`}
          action={<Button onClick={() => rescan.mutate()}>Rescan</Button>}
        />
      ) : (
        <ListDetail
          name="sources"
          initial={26}
          open={id !== undefined}
          onBack={() => navigate({ to: "/sources", search: { q: search.q } })}
          listLabel="All sources"
          detailLabel="Source"
          list={
            shown.length === 0 ? (
              <EmptyState
                sentence={`No source matches "${search.q ?? search.state}".`}
                action={
                  <Button variant="default" onClick={() => navigate({ to: "/sources" })}>
                    Clear filter
                  </Button>
                }
              />
            ) : (
              <VirtualList
                label="Sources"
                items={shown}
                getKey={(source) => source.id}
                columns={COLUMNS}
                hideHeader
                rowTestId="source-row"
                selectedKey={selected}
                onOpen={(source) =>
                  navigate({ to: "/sources/$id", params: { id: source.id }, search: { q: search.q } })
                }
              />
            )
          }
          detail={selected ? <SourceDetail key={selected} id={selected} /> : null}
        />
      )}
    </Page>
  );
}

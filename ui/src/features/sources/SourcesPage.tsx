import { useQuery } from "@tanstack/react-query";
import { useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { sourcesQuery } from "../../api/queries";
import { ErrorState, FilterField, LinkButton, ListDetail, Page, Skeleton } from "../../components";
import { plural } from "../../lib/format";
import { Catalogue } from "./Catalogue";
import { FoundIn, NothingFound, Rescan } from "./FoundIn";
import { orderSources } from "./order";
import { SourceDetail } from "./SourceDetail";
import "./sources.css";

/** Rates fall by themselves, without any event to tell of it: asked for once a second while there is one. */
const RATE_MS = 1000;

export function SourcesPage() {
  const { data, error, refetch } = useQuery({
    ...sourcesQuery,
    refetchInterval: ({ state }) => (state.data?.some((source) => source.rate_per_min > 0) ? RATE_MS : false),
  });
  const { id } = useParams({ strict: false });
  const search = useSearch({ from: "/sources" });
  const navigate = useNavigate();
  const tags = search.tag?.split(",") ?? [];
  const shown = orderSources(data ?? [], { q: search.q, state: search.state, tags });
  const selected = id ?? shown[0]?.id;

  return (
    <Page
      title="Sources"
      aside={data && <span className="num">{plural(data.length, "source")}</span>}
      actions={
        <>
          <LinkButton variant="default" to="/sources/new">
            Write your own
          </LinkButton>
          <FoundIn />
          <Rescan />
        </>
      }
      search={
        <FilterField
          label="Filter sources"
          placeholder="Name, id or tag"
          value={search.q ?? ""}
          onChange={(q) => navigate({ to: ".", search: { ...search, q: q || undefined }, replace: true })}
        />
      }
    >
      {error && !data ? (
        <ErrorState error={error} retry={() => refetch()} />
      ) : !data ? (
        <Skeleton />
      ) : data.length === 0 ? (
        <NothingFound />
      ) : (
        <ListDetail
          name="sources"
          initial={30}
          open={id !== undefined}
          onBack={() => navigate({ to: "/sources", search: { ...search, tab: undefined } })}
          listLabel="All sources"
          detailLabel="Source"
          list={<Catalogue all={data} shown={shown} selected={selected} />}
          detail={selected ? <SourceDetail key={selected} id={selected} /> : null}
        />
      )}
    </Page>
  );
}

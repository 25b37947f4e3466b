// Several configured copies of one source: adding one, and removing it with a way back.
import { Button, Modal, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { problemOf } from "../../api/client";
import { useSources } from "../../api/queries";
import { keepSource, sourceCalls, useSourceCall } from "../../api/sources";
import type { Source } from "../../api/types";
import { ErrorState, problemToast, undoToast } from "../../components";
import { canHaveInstances, idProblem, suggestId, withoutSecrets } from "./instances";

export function InstanceOf({ source }: { source: Source }) {
  const base = useSources().data?.find((item) => item.id === source.instance_of);
  if (!source.instance_of) return null;
  return (
    <span className="faint">
      a copy of{" "}
      <Link to="/sources/$id" params={{ id: source.instance_of }}>
        {base?.name ?? source.instance_of}
      </Link>
    </span>
  );
}

function AddInstance({ base, onClose }: { base: Source; onClose: () => void }) {
  const navigate = useNavigate();
  const taken = (useSources().data ?? []).map((source) => source.id);
  const [name, setName] = useState("");
  const [typedId, setTypedId] = useState<string | null>(null);
  const id = typedId ?? (name.trim() === "" ? "" : suggestId(base.id, name, taken));
  const add = useSourceCall((input: { id: string; name: string }) =>
    sourceCalls.addInstance(base.id, { ...input, config: {} }),
  );
  const refused = add.error ? (problemOf(add.error).errors ?? []) : [];
  const at = (pointer: string) => refused.find((item) => item.pointer === pointer)?.message;
  const touched = typedId !== null || name.trim() !== "";
  const problem = touched ? idProblem(id, taken) : undefined;
  return (
    <Modal
      opened
      onClose={onClose}
      title={`Add another ${base.name}`}
      closeButtonProps={{ "aria-label": "Close" }}
    >
      <form
        className="instance-form"
        onSubmit={(event) => {
          event.preventDefault();
          if (!name.trim() || idProblem(id, taken)) return;
          add.mutate(
            { id, name: name.trim() },
            {
              onSuccess: (source) => {
                onClose();
                navigate({ to: "/sources/$id", params: { id: source.id }, search: { tab: "config" } });
              },
            },
          );
        }}
      >
        <p className="muted">
          It runs beside {base.name} with settings of its own, and triggers can listen to it by its own name.
        </p>
        <TextInput
          label="Name"
          description="What you call it, for example Scanner on the second floor"
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          error={at("/name")}
          required
          data-autofocus
          data-testid="instance-name"
        />
        <TextInput
          label="Id"
          description="What triggers and programs call it; it can't be changed later"
          value={id}
          onChange={(event) => setTypedId(event.currentTarget.value)}
          error={problem ?? at("/id")}
          spellCheck={false}
          classNames={{ input: "mono-input" }}
          data-testid="instance-id"
        />
        {add.error && refused.length === 0 && <ErrorState error={add.error} />}
        <div className="dialog-foot">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={add.isPending} disabled={!name.trim() || problem !== undefined}>
            Add
          </Button>
        </div>
      </form>
    </Modal>
  );
}

function Remove({ source }: { source: Source }) {
  const client = useQueryClient();
  const navigate = useNavigate();
  const base = source.instance_of ?? "";
  const bring = async () => {
    const { config } = withoutSecrets(source.config);
    keepSource(client, await sourceCalls.addInstance(base, { id: source.id, name: source.name, config }));
    navigate({ to: "/sources/$id", params: { id: source.id } });
  };
  const remove = useMutation({
    mutationFn: () => sourceCalls.removeInstance(source.id),
    onError: problemToast,
    onSuccess: () => {
      const waits = source.eventTypes.reduce((sum, type) => sum + type.triggers, 0);
      const { hadSecrets } = withoutSecrets(source.config);
      navigate({ to: "/sources/$id", params: { id: base } });
      client.removeQueries({ queryKey: ["source", source.id] });
      client.invalidateQueries({ queryKey: ["sources"] });
      undoToast(
        [
          `Removed ${source.name}.`,
          waits > 0 && "Its triggers wait until it is back.",
          hadSecrets
            ? "Brought back, it begins anew and without its passwords."
            : "Brought back, it begins anew.",
        ]
          .filter(Boolean)
          .join(" "),
        bring,
      );
    },
  });
  return (
    <Button
      variant="default"
      loading={remove.isPending}
      onClick={() => remove.mutate()}
      data-testid="instance-remove"
    >
      Remove
    </Button>
  );
}

export function InstanceActions({ source }: { source: Source }) {
  const [adding, setAdding] = useState(false);
  if (source.instance_of) return <Remove source={source} />;
  if (!canHaveInstances(source)) return null;
  return (
    <>
      <Button variant="default" onClick={() => setAdding(true)} data-testid="instance-add">
        Add another…
      </Button>
      {adding && <AddInstance base={source} onClose={() => setAdding(false)} />}
    </>
  );
}

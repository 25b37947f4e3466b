// A path: typed or chosen, with what is there now.
import { Button, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { FolderOpen } from "lucide-react";
import type { FolderListing } from "../../api/types";
import { plural } from "../../lib/format";
import { folderQuery, pickFolder } from "../FolderPicker";
import { isFolder } from "../schema";
import type { ControlProps } from "./Leaf";

function found(folder: FolderListing | undefined): { note?: string; problem?: string } {
  if (!folder) return {};
  if (!folder.exists) return { problem: folder.problem ?? "This folder doesn't exist." };
  if (!folder.readable) return { problem: folder.problem ?? "Prama may not read this folder." };
  return { note: folder.pdf_count > 0 ? `${plural(folder.pdf_count, "PDF")} inside, readable` : "Readable" };
}

export function PathControl({
  schema,
  value,
  onChange,
  onText,
  shared,
}: ControlProps & { onText: (text: string) => void }) {
  const text = typeof value === "string" ? value : "";
  const folder = isFolder(schema);
  const [asked] = useDebouncedValue(text, 250);
  const { data } = useQuery({ ...folderQuery(asked), enabled: folder && asked !== "" });
  const { note, problem } = text === asked ? found(data) : {};
  return (
    <div className="cf-path">
      <TextInput
        {...shared}
        value={text}
        spellCheck={false}
        autoComplete="off"
        onChange={(event) => onText(event.currentTarget.value)}
        description={folder ? (note ?? shared.description) : shared.description}
        error={shared.error ?? problem}
        inputWrapperOrder={["label", "input", "description", "error"]}
      />
      {folder && (
        <Button
          variant="default"
          className="cf-path-choose"
          data-labelled={shared.label !== undefined}
          aria-label={`Choose folder for ${shared.label ?? shared["aria-label"]}`}
          leftSection={<FolderOpen size={14} aria-hidden="true" />}
          onClick={async () => {
            const picked = await pickFolder(text || undefined);
            if (picked) onChange(picked);
          }}
        >
          Choose folder
        </Button>
      )}
    </div>
  );
}

// Its workflows, triggers and step types.
import type { StepType, Trigger, Workflow } from "../../api/types";
import { ago, HOME, PDF } from "./shared";

export function fakeWorkflows(now: number): Workflow[] {
  const base = { created_at: ago(now, 900_000), updated_at: ago(now, 90_000), problems: [] };
  return [
    {
      ...base,
      id: "extract-pdf-text",
      name: "Extract PDF text",
      description: "Reads the text of a PDF and keeps it beside the run.",
      revision: 7,
      etag: '"7"',
      steps: [
        { id: "read", type: "file.read", name: "Read PDF", with: { path: "${{ event.data.file_path }}" } },
        {
          id: "text",
          type: "pdf.extract_text",
          name: "Extract text",
          with: { path: "${{ event.data.file_path }}" },
        },
        {
          id: "save",
          type: "file.write",
          name: "Save rows",
          with: { path: "rows.txt", content: "${{ steps.text.text }}" },
        },
      ],
      used_by: [{ id: "t-invoices", name: "Invoices", active: true }],
      used_by_total: 1,
      runs_7d: 412,
      succeeded_7d: 396,
      median_ms_7d: 1900,
    },
    {
      ...base,
      id: "copy-to-archive",
      name: "Copy to archive",
      revision: 2,
      etag: '"2"',
      steps: [
        {
          id: "copy",
          type: "file.copy",
          name: "Copy",
          with: { from: "${{ event.data.file_path }}", to: `${HOME}/Archive` },
        },
      ],
      used_by: [{ id: "t-archive", name: "Archive all", active: false }],
      used_by_total: 1,
      runs_7d: 0,
      succeeded_7d: 0,
      median_ms_7d: null,
    },
  ];
}

export function fakeTriggers(now: number): Trigger[] {
  const base = {
    source: PDF,
    source_name: "PDF Monitor",
    event_type: "pdf_file_added",
    event_label: "PDF file added",
    workflow_id: "extract-pdf-text",
    workflow_name: "Extract PDF text",
    revision: 3,
    etag: '"3-on"',
    created_at: ago(now, 600_000),
    updated_at: ago(now, 60_000),
    waiting_for_source: false,
    events_24h: 96,
    runs_24h: 0,
    failed_24h: 0,
    problems: [],
  };
  return [
    {
      ...base,
      id: "t-invoices",
      name: "Invoices",
      active: true,
      conditions: {
        all: [
          { field: "filename", op: "contains", value: "invoice" },
          { field: "file_size", op: "lt", value: 20_000_000 },
        ],
      },
      sentence:
        'When PDF Monitor reports PDF file added and filename contains "invoice" (any case) and file_size < 20 MB, run Extract PDF text.',
      matched_24h: 12,
      runs_24h: 11,
      failed_24h: 1,
      last_fired_at: ago(now, 12),
      options: { once: { per: "file" }, flood: { limit: 100, per_s: 60 } },
      events_ever: 4120,
      matched_ever: 530,
    },
    {
      ...base,
      id: "t-contracts",
      name: "Contracts",
      active: true,
      conditions: { all: [{ field: "source_folder", op: "inside_folder", value: `${HOME}/Contracts` }] },
      sentence: "When PDF Monitor reports PDF file added inside ~/Contracts, run Extract PDF text.",
      matched_24h: 0,
      last_fired_at: null,
      events_ever: 412,
      matched_ever: 0,
    },
    {
      ...base,
      id: "t-archive",
      name: "Archive all",
      active: false,
      conditions: null,
      workflow_id: "copy-to-archive",
      workflow_name: "Copy to archive",
      sentence: "When PDF Monitor reports PDF file added, run Copy to archive.",
      matched_24h: 0,
      last_fired_at: ago(now, 300_000),
      events_ever: 2000,
      matched_ever: 1800,
    },
  ];
}

export const fakeStepTypes: StepType[] = [
  {
    type: "pdf.extract_text",
    title: "Extract text from a PDF",
    description: "Reads the text of each page in a separate, capped process.",
    keywords: ["pdf", "ocr", "read"],
    touches: ["files_read"],
    at_most_once: false,
    inputs: {
      type: "object",
      required: ["path"],
      properties: {
        path: { type: "string", title: "File" },
        pages: { type: "string", title: "Pages", default: "all" },
      },
    },
    outputs: { type: "object", properties: { text: { type: "string" }, pages: { type: "integer" } } },
    example: { path: "${{ event.data.file_path }}" },
  },
  {
    type: "file.read",
    title: "Read a file",
    description: "Reads a file as text.",
    keywords: ["file"],
    touches: ["files_read"],
    at_most_once: false,
    inputs: { type: "object", required: ["path"], properties: { path: { type: "string", title: "File" } } },
    outputs: { type: "object", properties: { text: { type: "string" }, size: { type: "integer" } } },
    example: { path: "${{ event.data.file_path }}" },
  },
  {
    type: "file.write",
    title: "Write a file",
    description: "Writes text to a file.",
    keywords: ["file", "save"],
    touches: ["files_write"],
    at_most_once: false,
    inputs: {
      type: "object",
      required: ["path", "content"],
      properties: {
        path: { type: "string", title: "File" },
        content: { type: "string", title: "Text" },
        if_exists: {
          type: "string",
          enum: ["fail", "replace", "append"],
          default: "fail",
          title: "If it exists",
        },
      },
    },
    outputs: { type: "object", properties: { path: { type: "string" } } },
    example: { path: "out.txt", content: "${{ steps.text.text }}" },
  },
  {
    type: "file.copy",
    title: "Copy a file",
    description: "Copies a file into a folder.",
    keywords: ["file", "archive"],
    touches: ["files_read", "files_write"],
    at_most_once: false,
    inputs: {
      type: "object",
      required: ["from", "to"],
      properties: { from: { type: "string", title: "File" }, to: { type: "string", title: "Into folder" } },
    },
    outputs: { type: "object", properties: { path: { type: "string" } } },
    example: { from: "${{ event.data.file_path }}", to: "/archive" },
  },
];

// What the parts of the data set have in common.
import type { Field } from "../../api/types";

export const HOME = "/home/marta";
export const PDF = "pdf-monitor-event-source";
export const ago = (now: number, seconds: number) => new Date(now - seconds * 1000).toISOString();

export const fileFields: Field[] = [
  {
    path: "filename",
    type: "string",
    required: true,
    description: "File name with extension",
    sample: "invoice-0142.pdf",
    seen: 100,
    seen_of: 100,
    suggestions: [
      { value: "invoice-0142.pdf", count: 3 },
      { value: "notes.pdf", count: 2 },
    ],
  },
  {
    path: "file_path",
    type: "string",
    required: true,
    description: "Absolute path",
    sample: `${HOME}/Scans/invoice-0142.pdf`,
    seen: 100,
    seen_of: 100,
  },
  {
    path: "file_size",
    type: "integer",
    required: true,
    description: "Bytes",
    sample: 102400,
    seen: 100,
    seen_of: 100,
    min: 12_000,
    median: 310_000,
    max: 48_000_000,
  },
  {
    path: "content_type",
    type: "string",
    required: false,
    sample: "application/pdf",
    seen: 98,
    seen_of: 100,
  },
  { path: "source_folder", type: "string", required: true, sample: `${HOME}/Scans`, seen: 100, seen_of: 100 },
  {
    path: "detected_at",
    type: "string",
    format: "date-time",
    required: true,
    sample: "2026-05-03T08:31:07.120Z",
    seen: 100,
    seen_of: 100,
  },
];
export const fileSchema = {
  type: "object",
  required: ["filename", "file_path", "file_size", "source_folder", "detected_at"],
  properties: {
    filename: { type: "string" },
    file_path: { type: "string" },
    file_size: { type: "integer" },
    content_type: { type: "string" },
    source_folder: { type: "string" },
    detected_at: { type: "string", format: "date-time" },
  },
};

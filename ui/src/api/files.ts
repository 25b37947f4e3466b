// Files: what was found after an absence, what happened to one, and which were there before a trigger was turned on.
import { queryOptions } from "@tanstack/react-query";
import { api } from "./client";
import type { CatchUpReport, ExistingFiles, FileBiography, RecentFile } from "./types";

const id = encodeURIComponent;

export const catchUpQuery = queryOptions({
  queryKey: ["catch-up"],
  queryFn: async () => (await api.get<{ reports: CatchUpReport[] }>("/api/catch-up")).reports,
});
export const catchUpReportQuery = (report: string) =>
  queryOptions({
    queryKey: ["catch-up", report],
    queryFn: () => api.get<CatchUpReport>(`/api/catch-up/${id(report)}`),
  });
/** Lets held matches of a report go or drops them; all that wait when no events are named. */
export const answerCatchUp = (report: string, answer: "run" | "skip", events?: string[]) =>
  api.post<{ count: number }>(`/api/catch-up/${id(report)}/${answer}`, events ? { event_ids: events } : {});
export const dismissCatchUp = (report: string) => api.post(`/api/catch-up/${id(report)}/dismiss`);

export const filesQuery = (q: string) =>
  queryOptions({
    queryKey: ["files", "list", q],
    queryFn: async () => (await api.get<{ files: RecentFile[] }>("/api/files", { q })).files,
  });
export const biographyQuery = (path: string) =>
  queryOptions({
    queryKey: ["files", "biography", path],
    queryFn: () => api.get<FileBiography>("/api/files/biography", { path }),
  });

/** Where a trigger takes each file once, this one may run again. */
export const forgetFile = (path: string) => api.post<{ count: number }>("/api/files/forget", { path });

/** How often it is asked again while folders are being listed: nothing else tells of the end of that. */
const LISTING_MS = 500;
export const existingQuery = (trigger: string) =>
  queryOptions({
    queryKey: ["trigger", trigger, "existing"],
    queryFn: () => api.get<ExistingFiles>(`/api/triggers/${id(trigger)}/existing`),
    refetchInterval: ({ state }) => (state.data?.listing ? LISTING_MS : false),
  });
export const runForExisting = (trigger: string) =>
  api.post<ExistingFiles>(`/api/triggers/${id(trigger)}/existing`);

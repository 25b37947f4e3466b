// The source actions as hooks of these pages, with their failures said in a toast.
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { rescanSources, sourceCalls, useSourceCall } from "../../api/sources";
import { problemToast } from "../../components";

export const useApplyConfig = (id: string) =>
  useSourceCall((config: Record<string, unknown>) => sourceCalls.configure(id, config));

export function useRescan() {
  const client = useQueryClient();
  return useMutation({ mutationFn: () => rescanSources(client), onError: problemToast });
}

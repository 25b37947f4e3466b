// The source actions as hooks of these pages, with their failures said in a toast.
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { rescanSources, sourceCalls, useSourceCall } from "../../api/sources";
import { problemToast } from "../../components";

export const useApplyConfig = (id: string) =>
  useSourceCall(({ config, etag }: { config: Record<string, unknown>; etag: string }) =>
    sourceCalls.configure(id, config, etag),
  );

export function useRescan() {
  const client = useQueryClient();
  return useMutation({ mutationFn: () => rescanSources(client), onError: problemToast });
}

// "Once per file" remembers what it handled; this lets the file run again.
import { Button } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { forgetFile } from "../api/files";
import { problemToast, toast } from "./undo";

interface Props {
  path: string;
  label: string;
  variant?: "default" | "subtle";
}

export function ForgetFile({ path, label, variant = "default" }: Props) {
  const forget = useMutation({
    mutationFn: () => forgetFile(path),
    onSuccess: ({ count }) =>
      toast(
        count > 0
          ? "Forgotten. It runs again when it comes again."
          : "No trigger remembered it, so it may run already.",
      ),
    onError: problemToast,
  });
  return (
    <Button
      variant={variant}
      loading={forget.isPending}
      onClick={() => forget.mutate()}
      title="Triggers that run once per file may run for it again"
      data-testid="file-forget"
    >
      {label}
    </Button>
  );
}

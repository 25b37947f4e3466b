import { Button } from "@mantine/core";
import { Upload } from "lucide-react";
import { chooseAndSend } from "../../components/uploads";

/** The way to send files without dragging. */
export function SendFilesButton() {
  return (
    <Button
      leftSection={<Upload size={14} aria-hidden="true" />}
      onClick={chooseAndSend}
      data-testid="send-files"
    >
      Send files…
    </Button>
  );
}

import { useEffect, useState } from "react";

/** For a dialog that is there only while it is open: gives the focus back to what had it before. */
export function useReturnFocus() {
  const [opener] = useState(() => document.activeElement as HTMLElement | null);
  useEffect(
    () => () => {
      setTimeout(() => {
        if (opener?.isConnected && document.activeElement === document.body) opener.focus();
      });
    },
    [opener],
  );
}

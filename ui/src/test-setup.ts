// Gaps of the test DOM that the components rely on.
import { cleanup, configure } from "@testing-library/react";
import { afterEach } from "vitest";

// A slow machine is not a failure.
configure({ asyncUtilTimeout: 15_000 });
afterEach(cleanup);

if (!window.matchMedia) {
  window.matchMedia = (query: string) =>
    ({
      matches: false,
      media: query,
      addEventListener() {},
      removeEventListener() {},
      addListener() {},
      removeListener() {},
      dispatchEvent: () => false,
      onchange: null,
    }) as MediaQueryList;
}

// Growing text areas measure again when fonts have loaded.
if (!document.fonts) {
  Object.defineProperty(document, "fonts", { value: new EventTarget() });
}

// The runs pages.
export { RunPage } from "./RunPage";
export { RunsPage } from "./RunsPage";

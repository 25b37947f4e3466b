export { NewSourcePage } from "./NewSourcePage";
export { SourcesPage } from "./SourcesPage";

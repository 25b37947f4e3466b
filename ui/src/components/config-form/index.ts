// Configuration forms. Loaded with the pages that show one, not with the first page.
export { ConfigForm, focusProblem } from "./ConfigForm";
export { type Change, changesOf, labelAt } from "./changes";
export { isSecretMark, without } from "./secrets";
export { formatWithUnit, unitsFor } from "./units";
export { problemsOf, valueAt } from "./validate";

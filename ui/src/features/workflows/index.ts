export { WorkflowEditorPage } from "./WorkflowEditorPage";
export { WorkflowsPage } from "./WorkflowsPage";

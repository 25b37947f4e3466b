export { TriggerEditorPage } from "./TriggerEditorPage";
export { TriggersPage } from "./TriggersPage";
export { TriggerWhyPage } from "./TriggerWhyPage";

// The design system, by name.
export { CopyButton, Mono } from "./CopyButton";
export { ExplainedTree } from "./ExplainedTree";
export { explainedRows, opText } from "./explained";
export { FileName, PathName } from "./FileName";
export { FolderDialog, folderQuery, pickFolder } from "./FolderPicker";
export { listHotkeys, useHotkey } from "./hotkeys";
export { JsonTree } from "./JsonTree";
export { Kbd } from "./Kbd";
export { LinkButton } from "./LinkButton";
export { ListDetail } from "./ListDetail";
export { Page } from "./Page";
export { Sparkline } from "./Sparkline";
export { EmptyState, ErrorBoundary, ErrorState, Skeleton } from "./States";
export { StatusIcon } from "./StatusIcon";
export { statusLook } from "./status";
export { Duration, RelativeTime } from "./Time";
export { problemToast, toast, undoLast, undoToast } from "./undo";
export { type Column, VirtualList } from "./VirtualList";

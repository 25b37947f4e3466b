// A believable data set for the stand-in engine: an office whose scanner drops PDFs into folders.
export * from "./events";
export * from "./runs";
export { HOME } from "./shared";
export * from "./sources";
export * from "./work";

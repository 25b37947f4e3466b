// What the person chose about the look of the window; kept in this profile and applied before first paint (theme.js).
import { create } from "zustand";
import { persist } from "zustand/middleware";

export type ThemeChoice = "system" | "light" | "dark";
export type DensityChoice = "auto" | "compact" | "comfortable";

export type Preferences = {
  theme: ThemeChoice;
  density: DensityChoice;
  /** Per cent of the normal text size. */
  textSize: number;
  railCollapsed: boolean;
  singleKeys: boolean;
};

export const DEFAULT_PREFERENCES: Preferences = {
  theme: "system",
  density: "auto",
  textSize: 100,
  railCollapsed: false,
  singleKeys: true,
};

export const usePreferences = create<Preferences>()(
  persist(() => DEFAULT_PREFERENCES, { name: "prama-preferences", version: 1 }),
);

export function densityFor(choice: DensityChoice, coarsePointer: boolean): "compact" | "comfortable" {
  if (choice !== "auto") return choice;
  return coarsePointer ? "comfortable" : "compact";
}

/** Puts density and text size on the document; the colour scheme is Mantine's to set. */
export function applyPreferences({ density, textSize }: Preferences) {
  const root = document.documentElement;
  root.setAttribute("data-density", densityFor(density, window.matchMedia("(pointer: coarse)").matches));
  root.style.fontSize = textSize === 100 ? "" : `${textSize}%`;
}

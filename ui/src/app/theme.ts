// Mantine, themed wholly by the tokens in styles/tokens.css.
import {
  type CSSVariablesResolver,
  createTheme,
  defaultVariantColorsResolver,
  type MantineColorsTuple,
} from "@mantine/core";

const tuple = (name: string) =>
  Array.from({ length: 10 }, () => `var(--${name})`) as unknown as MantineColorsTuple;

export const theme = createTheme({
  primaryColor: "accent",
  colors: {
    accent: tuple("accent"),
    fail: tuple("fail-graphic"),
    ok: tuple("ok-graphic"),
    wait: tuple("wait-graphic"),
  },
  fontFamily: "var(--font)",
  fontFamilyMonospace: "var(--mono)",
  defaultRadius: "var(--radius)",
  focusRing: "never",
  cursorType: "pointer",
  respectReducedMotion: true,
  fontSizes: {
    xs: "var(--t-meta)",
    sm: "var(--t-body)",
    md: "var(--t-form)",
    lg: "var(--t-section)",
    xl: "var(--t-title)",
  },
  lineHeights: { xs: "1rem", sm: "1.25rem", md: "1.25rem", lg: "1.5rem", xl: "1.75rem" },
  headings: { fontFamily: "var(--font)", fontWeight: "600" },
  variantColorResolver: (input) => {
    const danger = input.color === "fail";
    if (input.variant === "filled") {
      return {
        background: danger ? "var(--fail-text)" : "var(--accent)",
        hover: danger ? "var(--fail-graphic)" : "var(--accent-hover)",
        color: danger ? "var(--surface)" : "var(--on-accent)",
        border: "1px solid transparent",
      };
    }
    if (input.variant === "default") {
      return {
        background: "var(--surface)",
        hover: "var(--hover)",
        color: danger ? "var(--fail-text)" : "var(--text)",
        border: "1px solid var(--border-control)",
      };
    }
    if (input.variant === "subtle") {
      return {
        background: "transparent",
        hover: "var(--hover)",
        color: danger ? "var(--fail-text)" : "var(--accent)",
        border: "1px solid transparent",
      };
    }
    if (input.variant === "light") {
      return {
        background: "var(--selected)",
        hover: "var(--selected)",
        color: "var(--text)",
        border: "1px solid transparent",
      };
    }
    return defaultVariantColorsResolver(input);
  },
  components: {
    Button: {
      defaultProps: { size: "sm" },
      vars: () => ({
        root: {
          "--button-height": "var(--control)",
          "--button-padding-x": "12px",
          "--button-fz": "var(--t-body)",
        },
      }),
    },
    ActionIcon: {
      defaultProps: { variant: "subtle" },
      vars: () => ({ root: { "--ai-size": "var(--control)" } }),
    },
    Input: {
      vars: () => ({ wrapper: { "--input-height": "var(--control)", "--input-fz": "var(--t-body)" } }),
    },
    InputWrapper: { defaultProps: { size: "sm" } },
    TextInput: { defaultProps: { size: "sm" } },
    NumberInput: { defaultProps: { size: "sm" } },
    Textarea: { defaultProps: { size: "sm" } },
    Select: {
      defaultProps: {
        size: "sm",
        checkIconPosition: "right",
        comboboxProps: { transitionProps: { duration: 0 } },
      },
    },
    Autocomplete: { defaultProps: { size: "sm", comboboxProps: { transitionProps: { duration: 0 } } } },
    Checkbox: { defaultProps: { size: "xs" } },
    Radio: { defaultProps: { size: "xs" } },
    Switch: { defaultProps: { size: "sm", withThumbIndicator: false } },
    SegmentedControl: { defaultProps: { size: "xs" } },
    Tooltip: { defaultProps: { openDelay: 400, withArrow: false, transitionProps: { duration: 0 } } },
    Menu: {
      // A menu holds items only; its first one takes the focus.
      defaultProps: { shadow: "none", transitionProps: { duration: 0 }, withInitialFocusPlaceholder: false },
    },
    Popover: { defaultProps: { shadow: "none", transitionProps: { duration: 0 } } },
    Modal: {
      defaultProps: {
        closeButtonProps: { "aria-label": "Close" },
        radius: "var(--radius-dialog)",
        transitionProps: { duration: 120 },
        overlayProps: { backgroundOpacity: 0.45 },
      },
    },
    Notification: { defaultProps: { closeButtonProps: { "aria-label": "Dismiss" } } },
    Tabs: { defaultProps: { variant: "default" } },
  },
});

const shared = {
  "--mantine-color-body": "var(--canvas)",
  "--mantine-color-text": "var(--text)",
  "--mantine-color-dimmed": "var(--text-faint)",
  "--mantine-color-placeholder": "var(--text-faint)",
  "--mantine-color-anchor": "var(--accent)",
  "--mantine-color-default": "var(--surface)",
  "--mantine-color-default-hover": "var(--hover)",
  "--mantine-color-default-color": "var(--text)",
  "--mantine-color-default-border": "var(--border)",
  "--mantine-color-error": "var(--fail-text)",
  "--mantine-color-disabled": "var(--sunken)",
  "--mantine-color-disabled-color": "var(--text-faint)",
  "--mantine-color-disabled-border": "var(--border)",
  "--mantine-primary-color-filled": "var(--accent)",
  "--mantine-primary-color-filled-hover": "var(--accent-hover)",
  "--mantine-primary-color-light": "var(--selected)",
  "--mantine-primary-color-light-color": "var(--text)",
  "--mantine-primary-color-contrast": "var(--on-accent)",
  "--mantine-color-accent-filled": "var(--accent)",
  "--mantine-color-accent-filled-hover": "var(--accent-hover)",
  "--mantine-color-white": "var(--surface)",
};

export const cssVariablesResolver: CSSVariablesResolver = () => ({
  variables: {},
  light: shared,
  dark: shared,
});

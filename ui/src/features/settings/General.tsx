// Look and comfort. Everything applies at once and can be undone.
import { Button, SegmentedControl } from "@mantine/core";
import { undoToast } from "../../components";
import {
  DEFAULT_PREFERENCES,
  type DensityChoice,
  type ThemeChoice,
  usePreferences,
} from "../../lib/preferences";
import { Setting } from "./Setting";

const TEXT_SIZES = [90, 100, 110, 125, 150];

export function General() {
  const { theme, density, textSize, singleKeys, railCollapsed } = usePreferences();
  const reset = () => {
    const before = { theme, density, textSize, singleKeys, railCollapsed };
    usePreferences.setState(DEFAULT_PREFERENCES);
    undoToast("Look set back to how it came.", () => usePreferences.setState(before));
  };
  return (
    <div className="settings-list">
      <Setting
        name="Theme"
        id="setting-theme"
        note="System follows your computer, also when it changes at night."
      >
        <SegmentedControl
          aria-labelledby="setting-theme"
          value={theme}
          onChange={(value) => usePreferences.setState({ theme: value as ThemeChoice })}
          data={[
            { value: "system", label: "System" },
            { value: "light", label: "Light" },
            { value: "dark", label: "Dark" },
          ]}
        />
      </Setting>
      <Setting
        name="Density"
        id="setting-density"
        note="Automatic is compact for a mouse and comfortable for touch."
      >
        <SegmentedControl
          aria-labelledby="setting-density"
          value={density}
          onChange={(value) => usePreferences.setState({ density: value as DensityChoice })}
          data={[
            { value: "auto", label: "Automatic" },
            { value: "compact", label: "Compact" },
            { value: "comfortable", label: "Comfortable" },
          ]}
        />
      </Setting>
      <Setting name="Text size" id="setting-text">
        <SegmentedControl
          aria-labelledby="setting-text"
          value={String(textSize)}
          onChange={(value) => usePreferences.setState({ textSize: Number(value) })}
          data={TEXT_SIZES.map((size) => ({ value: String(size), label: `${size} %` }))}
        />
      </Setting>
      <div>
        <Button variant="default" onClick={reset}>
          Set back to defaults
        </Button>
      </div>
    </div>
  );
}

import { Switch } from "@mantine/core";
import { useEffect, useState } from "react";
import { Kbd, listHotkeys } from "../../components";
import { usePreferences } from "../../lib/preferences";
import { Setting } from "./Setting";

export function Keyboard() {
  const singleKeys = usePreferences((state) => state.singleKeys);
  // The shortcuts of the window come in together with this page when it is the first one.
  const [hotkeys, setHotkeys] = useState(listHotkeys);
  useEffect(() => {
    const timer = setTimeout(() => setHotkeys(listHotkeys()));
    return () => clearTimeout(timer);
  }, []);
  return (
    <div className="settings-list">
      <Setting
        name="Single-letter shortcuts"
        note="Off: only shortcuts with Ctrl, Alt or a function key work. Letters never act while you type in a field."
      >
        <Switch
          aria-label="Single-letter shortcuts"
          checked={singleKeys}
          onChange={(event) => usePreferences.setState({ singleKeys: event.currentTarget.checked })}
        />
      </Setting>
      <table className="keys-table">
        <caption className="overline">On every page</caption>
        <tbody>
          {hotkeys
            .filter((item) => item.group !== "This page")
            .map((item) => (
              <tr key={item.keys}>
                <th scope="row">{item.label}</th>
                <td>
                  <Kbd keys={item.keys} />
                </td>
              </tr>
            ))}
        </tbody>
      </table>
    </div>
  );
}

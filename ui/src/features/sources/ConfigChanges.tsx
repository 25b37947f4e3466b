// What changes between two configurations, setting by setting.
import type { Change } from "../../components/config-form";

export function ConfigChanges({
  changes,
  label,
  times = ["Now", "After"],
}: {
  changes: Change[];
  label: string;
  times?: [string, string];
}) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scroll area must be reachable by keyboard
    <section className="config-changes" aria-label={label} tabIndex={0}>
      <table data-testid="config-changes">
        <thead>
          <tr>
            <th scope="col">Setting</th>
            <th scope="col">{times[0]}</th>
            <th scope="col">{times[1]}</th>
          </tr>
        </thead>
        <tbody>
          {changes.map((change) => (
            <tr key={change.pointer}>
              <th scope="row">{change.where}</th>
              <td className="muted">{change.before}</td>
              <td>{change.after}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

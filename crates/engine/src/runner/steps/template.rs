//! Where `${{ … }}` may not stand: data from events never names the program, the script or the host.

use serde_json::Value;

/// Programs that run a text given as an argument, and the options that take it.
const INTERPRETERS: [&str; 14] = [
    "sh",
    "bash",
    "dash",
    "zsh",
    "ksh",
    "fish",
    "python",
    "python3",
    "perl",
    "ruby",
    "node",
    "php",
    "pwsh",
    "powershell",
];
const SCRIPT_OPTIONS: [&str; 7] = ["-c", "-e", "-p", "-r", "--eval", "-Command", "-lc"];

/// Whether a text holds an expression.
pub(super) fn is(text: &str) -> bool {
    text.contains("${{")
}

/// Why the expressions in this value may not stand there.
pub(super) fn unsafe_use(schema: &Value, value: &Value, name: &str) -> Option<String> {
    if schema["x-fixed-host"] == true
        && let Some(url) = value.as_str()
        && host_has_template(url)
    {
        return Some(format!(
            "The host in \"{name}\" can't come from an expression: write it out, and use expressions only after it."
        ));
    }
    if schema["x-fixed-program"] == true
        && let Some(items) = value.as_array()
    {
        return program(items, name);
    }
    None
}

fn host_has_template(url: &str) -> bool {
    let Some((scheme, rest)) = url.split_once("://") else { return is(url) };
    let host = rest.split(['/', '?', '#']).next().unwrap_or(rest);
    is(scheme) || is(host)
}

fn program(items: &[Value], name: &str) -> Option<String> {
    let text = |v: &Value| v.as_str().unwrap_or_default().to_owned();
    let first = items.first().map(text).unwrap_or_default();
    if is(&first) {
        return Some(format!("The program in \"{name}\" can't come from an expression: write it out."));
    }
    let base = first.rsplit('/').next().unwrap_or(&first);
    if !INTERPRETERS.contains(&base) {
        return None;
    }
    let script = items.iter().position(|v| SCRIPT_OPTIONS.contains(&text(v).as_str()))?;
    is(&items.get(script + 1).map(text).unwrap_or_default()).then(|| {
        "Data can't be put into script text. Pass it as an environment variable in \"env\" and use that in the script."
            .to_owned()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn the_host_is_fixed() {
        for bad in [
            "${{ event.data.url }}",
            "https://${{ event.data.h }}/x",
            "https://a.${{ x }}:80?q",
            "${{ a }}://h/",
        ] {
            assert!(host_has_template(bad), "{bad}");
        }
        for good in [
            "https://example.org/${{ event.data.id }}",
            "https://example.org?q=${{ event.data.q }}",
            "https://h",
        ] {
            assert!(!host_has_template(good), "{good}");
        }
    }

    #[test]
    fn the_program_and_its_script_are_fixed() {
        let bad = [json!(["${{ event.data.x }}"]), json!(["/bin/sh", "-c", "echo ${{ event.data.x }}"])];
        for argv in bad {
            assert!(program(argv.as_array().unwrap(), "argv").is_some(), "{argv}");
        }
        let good = [
            json!(["sh", "-c", "echo \"$X\"", "${{ event.data.x }}"]),
            json!(["ls", "--", "${{ event.data.x }}"]),
        ];
        for argv in good {
            assert!(program(argv.as_array().unwrap(), "argv").is_none(), "{argv}");
        }
    }
}

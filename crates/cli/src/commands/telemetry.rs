//! `telemetry`: shows and sets the telemetry mode of the official command. vamos itself counts
//! nothing.
//!
//! Counterpart: cmd/go/internal/telemetrycmd/telemetry.go,
//! golang.org/x/telemetry/internal/telemetry/dir.go (`SetMode`).

use vamos_base::golang::path;
use vamos_base::golang::time::Time;
use vamos_fsys::uncached;
use vamos_fsys::work;

use crate::error::CliError;
use crate::invocation::Invocation;

/// The message once uploading is on; the quotes are upstream's.
const IS_ON: &str = "\
Telemetry uploading is now enabled and data will be periodically sent to
https://telemetry.go.dev/. Uploaded data is used to help improve the Go
toolchain and related tools, and it will be published as part of a public
dataset.

For more details, see https://telemetry.go.dev/privacy.
This data is collected in accordance with the Google Privacy Policy
(https://policies.google.com/privacy).

To disable telemetry uploading, but keep local data collection, run
“go telemetry local”.
To disable both collection and uploading, run “go telemetry off“.
";

/// Runs `go telemetry`.
pub(crate) fn run(invocation: &Invocation) -> Result<i32, CliError> {
    let env = &invocation.env;
    let current = env.cmd_var("GOTELEMETRY");
    let mode = match &invocation.parsed.args[..] {
        [] => {
            invocation.output.stdout(&format!("{current}\n"));
            return Ok(0);
        }
        [mode] if matches!(mode.as_str(), "local" | "off" | "on") => mode,
        _ => {
            return Err(CliError::Usage {
                line: String::new(),
                note: String::new(),
            });
        }
    };
    if mode == current {
        return Ok(0);
    }
    set_mode(env.cmd_var("GOTELEMETRYDIR"), mode).map_err(|why| {
        CliError::go(format_args!(
            "failed to set the telemetry mode to {mode}: {why}"
        ))
    })?;
    if mode == "on" {
        invocation.output.stderr(IS_ON);
    }
    Ok(0)
}

/// Writes the mode and today's date in UTC.
fn set_mode(dir: &str, mode: &str) -> Result<(), String> {
    if dir.is_empty() {
        return Err("cannot determine telemetry mode file name".to_owned());
    }
    uncached::make_dirs_mode(dir, 0o755)
        .map_err(|error| format!("cannot create a telemetry mode file: {error}"))?;
    let now = (vamos_cache::system_clock())() / 1_000_000_000;
    let now = i64::try_from(now).unwrap_or_default();
    let stamp = Time::from_unix(now, 0).rfc3339(0);
    let date = stamp.split('T').next().unwrap_or_default();
    let file = path::join(&[dir, "mode"]);
    work::write(&file, format!("{mode} {date}").as_bytes()).map_err(|error| error.to_string())
}

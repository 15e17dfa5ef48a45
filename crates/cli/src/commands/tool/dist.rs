//! `go tool dist list`: the platforms of the release.
//!
//! Counterpart: cmd/go/internal/tool/tool.go (`impersonateDistList`).

use vamos_goenv::Sdk;

use crate::error::CliError;
use crate::invocation::Invocation;

/// Prints the platforms, as text or as JSON.
pub(super) fn list(invocation: &Invocation, args: &[String]) -> Result<i32, CliError> {
    let (mut is_json, mut with_broken) = (false, false);
    for arg in args {
        match arg.strip_prefix("--").or_else(|| arg.strip_prefix('-')) {
            Some("json") => is_json = true,
            Some("broken") => with_broken = true,
            Some("v") => {}
            _ => return Err(CliError::Unimplemented(format!("go tool dist list {arg}"))),
        }
    }
    let platforms = invocation.env.sdk().into_iter().flat_map(Sdk::platforms);
    let texts = platforms
        .filter(|platform| with_broken || !platform.info.broken)
        .map(|platform| {
            let (goos, goarch, info) = (&platform.goos, &platform.goarch, platform.info);
            if !is_json {
                return format!("{goos}/{goarch}\n");
            }
            let broken = if info.broken {
                ",\n\t\t\"Broken\": true"
            } else {
                ""
            };
            format!(
                "\t{{\n\t\t\"GOOS\": \"{goos}\",\n\t\t\"GOARCH\": \"{goarch}\",\n\
                 \t\t\"CgoSupported\": {},\n\t\t\"FirstClass\": {}{broken}\n\t}}",
                info.cgo_supported, info.first_class
            )
        });
    let text = match is_json {
        true => format!("[\n{}\n]", texts.collect::<Vec<_>>().join(",\n")),
        false => texts.collect(),
    };
    invocation.output.stdout(&text);
    Ok(0)
}

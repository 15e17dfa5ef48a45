//! `go tool dist list`: the platforms of the release.
//!
//! Counterpart: cmd/go/internal/tool/tool.go (`impersonateDistList`).

use vamos_base::golang::quote::quote;
use vamos_base::golang::strconv::parse_bool;
use vamos_goenv::Sdk;

use crate::invocation::Invocation;

/// The usage of these flags, as Go's `flag` prints it.
const USAGE: &str = "Usage of go tool dist list:\n  -broken\n    \tinclude broken ports\n  \
                     -json\n    \tproduce JSON output\n  -v\temit extra information\n";

/// The flags of `dist list`; `-v` has no effect.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct DistFlags {
    is_json: bool,
    with_broken: bool,
}

/// Prints the platforms, as text or as JSON. `None` for other flags and arguments, which the real
/// `dist` handles.
pub(super) fn list(invocation: &Invocation, args: &[String]) -> Option<i32> {
    let flags = match parse(args) {
        Ok(flags) => flags?,
        Err(error) => {
            invocation.output.stderr(&format!("{error}{USAGE}"));
            return None;
        }
    };
    let DistFlags {
        is_json,
        with_broken,
    } = flags;
    let platforms = invocation
        .env
        .sdk
        .tables()
        .into_iter()
        .flat_map(Sdk::platforms);
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
    Some(0)
}

/// Parses the arguments as Go's `flag.FlagSet` does; `None` if there are others than flags. The
/// error is the text that it prints before the usage.
fn parse(args: &[String]) -> Result<Option<DistFlags>, String> {
    let mut flags = DistFlags::default();
    let mut rest = args.iter();
    while let Some(arg) = rest.clone().next() {
        if arg.len() < 2 || !arg.starts_with('-') {
            break;
        }
        rest.next();
        if arg == "--" {
            break;
        }
        let text = arg.strip_prefix("--").unwrap_or(&arg[1..]);
        if text.is_empty() || text.starts_with(['-', '=']) {
            return Err(format!("bad flag syntax: {arg}\n"));
        }
        let (name, value) = text.split_once('=').unwrap_or((text, "true"));
        let mut unused = false;
        let place = match name {
            "json" => &mut flags.is_json,
            "broken" => &mut flags.with_broken,
            "v" => &mut unused,
            "h" | "help" => return Err(String::new()),
            _ => return Err(format!("flag provided but not defined: -{name}\n")),
        };
        let Some(value) = parse_bool(value) else {
            let value = quote(value);
            return Err(format!(
                "invalid boolean value {value} for -{name}: parse error\n"
            ));
        };
        *place = value;
    }
    Ok(rest.next().is_none().then_some(flags))
}

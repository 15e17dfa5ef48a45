//! Help for the commands that only vamos has; for all others it is the SDK's.
//!
//! Counterpart: none.

/// A command: its name, its usage, and its help.
const COMMANDS: &[(&str, &str, &str)] = &[(
    "cache serve",
    "vamos cache serve",
    "\
Cache serve keeps the build cache of the official go command:

\tGOCACHEPROG=\"vamos cache serve\" go build ./...

It speaks the protocol of GOCACHEPROG on its standard input and output, and ends with the
go command. Entries are in GOCACHE, in the official format: a go command without
GOCACHEPROG, and vamos, find them there.

With VAMOS_REMOTE or vamos.toml, entries that are not in GOCACHE come from a remote cache,
and with VAMOS_REMOTE_UPLOAD=1 they are sent to it. The results that the last build of the module
used are read early and together. Vamos uses the same ones. See docs/remote.md.
",
)];

/// Returns the usage of a command such as `cache serve`.
pub(crate) fn usage_line(name: &str) -> Option<&'static str> {
    let found = COMMANDS.iter().find(|(own, ..)| *own == name);
    found.map(|(_, usage, _)| *usage)
}

/// Returns the help of a command, or of all commands that begin with a word.
pub(crate) fn help(args: &[String]) -> Option<String> {
    let words = args.join(" ");
    let is_it = |name: &str| name == words || name.split(' ').next() == Some(&words);
    let found = COMMANDS.iter().filter(|(name, ..)| is_it(name));
    let texts: Vec<String> = found
        .map(|(_, usage, text)| format!("usage: {usage}\n\n{text}"))
        .collect();
    (!texts.is_empty()).then(|| texts.join("\n"))
}

#[cfg(test)]
mod tests {
    use super::help;
    use super::usage_line;

    #[test]
    fn own_commands_have_help() {
        let words = |text: &str| text.split(' ').map(str::to_owned).collect::<Vec<_>>();
        let text = help(&words("cache serve")).unwrap();
        assert!(text.starts_with("usage: vamos cache serve\n\nCache serve keeps"));
        assert_eq!(help(&words("cache")), Some(text));
        assert_eq!(usage_line("cache serve"), Some("vamos cache serve"));
        for other in ["", "serve", "build", "cache x"] {
            assert_eq!(help(&words(other)), None);
        }
    }
}

//! Help, printed from the SDK's own sources.
//!
//! The texts are the `base.Command` literals in `src/cmd/go`. vamos has no copy of them, so
//! help is always that of the SDK in use.
//! Counterpart: cmd/go/internal/help/help.go, cmd/go/internal/base/base.go.

use std::collections::HashMap;
use std::fmt::Write as _;

use vamos_base::golang::quote;
use vamos_fsys::Files;

/// One command or topic.
#[derive(Clone, Debug, Default)]
struct Entry {
    usage: String,
    short: String,
    long: String,
    /// Variables of its subcommands.
    commands: Vec<String>,
    /// A topic has no run function.
    is_topic: bool,
}

impl Entry {
    /// All the words of the usage line between `go` and a flag or argument.
    fn long_name(&self) -> &str {
        let name = self.usage.split(" [").next().unwrap_or("");
        if name == "go" {
            return "";
        }
        name.strip_prefix("go ").unwrap_or(name)
    }

    fn name(&self) -> &str {
        let name = self.long_name();
        name.rsplit(' ').next().unwrap_or(name)
    }
}

/// The commands and topics of one SDK.
#[derive(Debug, Default)]
pub(crate) struct Catalog {
    entries: HashMap<String, Entry>,
    top: Vec<String>,
}

impl Catalog {
    /// Reads the SDK's sources. An SDK without them has no help.
    pub(crate) fn load(files: &dyn Files, goroot: &str) -> Self {
        let mut catalog = Self::default();
        let root = format!("{goroot}/src/cmd/go");
        let internal = format!("{root}/internal");
        let Ok(packages) = files.read_dir(&internal) else {
            return catalog;
        };
        for package in packages.iter().filter(|entry| entry.name != "base") {
            let dir = format!("{internal}/{}", package.name);
            let Ok(list) = files.read_dir(&dir) else {
                continue;
            };
            for file in list.iter() {
                if !file.name.ends_with(".go") || file.name.ends_with("_test.go") {
                    continue;
                }
                if let Ok(bytes) = files.read(&format!("{dir}/{}", file.name)) {
                    let text = String::from_utf8_lossy(&bytes);
                    catalog.scan(&package.name, &text);
                }
            }
        }
        if let Ok(bytes) = files.read(&format!("{root}/main.go")) {
            catalog.top = command_list(&String::from_utf8_lossy(&bytes), "base.Go.Commands");
        }
        catalog
    }

    /// Adds each `X = &base.Command{…}` of a file.
    fn scan(&mut self, package: &str, text: &str) {
        const LITERAL: &str = "= &base.Command{";
        let mut from = 0;
        while let Some(at) = text[from..].find(LITERAL) {
            let at = from + at;
            from = at + LITERAL.len();
            let line_start = text[..at].rfind('\n').map_or(0, |newline| newline + 1);
            let variable = text[line_start..at].trim().trim_start_matches("var ");
            let variable = variable.trim();
            let body = &text[from..];
            let body = &body[..body.find("\n}").unwrap_or(body.len())];
            let commands = command_list(body, "Commands:");
            let qualify = |name: String| match name.contains('.') {
                true => name,
                false => format!("{package}.{name}"),
            };
            let entry = Entry {
                usage: string_field(text, body, "UsageLine:"),
                short: string_field(text, body, "Short:"),
                long: string_field(text, body, "Long:"),
                is_topic: variable.starts_with("Help"),
                commands: commands.into_iter().map(qualify).collect(),
            };
            self.entries.insert(format!("{package}.{variable}"), entry);
        }
    }

    fn children(&self, commands: &[String]) -> Vec<&Entry> {
        let found = commands.iter().filter_map(|name| self.entries.get(name));
        found.collect()
    }

    /// Returns the usage line of a command such as `mod tidy`.
    pub(crate) fn usage_line(&self, name: &str) -> Option<&str> {
        let mut all = self.entries.values();
        let found = all.find(|entry| !entry.is_topic && entry.long_name() == name);
        found.map(|entry| entry.usage.as_str())
    }

    /// Returns the text of `go help ARGS`, or the error line for stderr (exit code 2).
    pub(crate) fn help(&self, args: &[String]) -> Result<String, String> {
        let mut commands = self.children(&self.top);
        let mut current: Option<&Entry> = None;
        for (index, arg) in args.iter().enumerate() {
            let Some(entry) = commands.iter().find(|entry| entry.name() == arg) else {
                let mut success = "go help".to_owned();
                for word in &args[..index] {
                    success.push(' ');
                    success.push_str(word);
                }
                return Err(format!(
                    "go help {}: unknown help topic. Run '{success}'.\n",
                    args.join(" ")
                ));
            };
            current = Some(entry);
            commands = self.children(&entry.commands);
        }
        Ok(match current {
            None => self.main_usage(),
            Some(entry) if !entry.commands.is_empty() => group_usage(entry, &commands),
            Some(entry) => {
                let mut out = String::new();
                if !entry.is_topic {
                    let _ = write!(out, "usage: {}\n\n", entry.usage);
                }
                out.push_str(entry.long.trim());
                out.push('\n');
                out
            }
        })
    }

    /// Returns the usage of the go command itself (`main.mainUsage`).
    pub(crate) fn main_usage(&self) -> String {
        let go = Entry {
            usage: "go".to_owned(),
            long: "Go is a tool for managing Go source code.".to_owned(),
            ..Entry::default()
        };
        group_usage(&go, &self.children(&self.top))
    }
}

fn group_usage(group: &Entry, commands: &[&Entry]) -> String {
    let mut out = format!(
        "{}\n\nUsage:\n\n\t{} <command> [arguments]\n\nThe commands are:\n",
        group.long.trim(),
        group.usage
    );
    for entry in commands.iter().filter(|entry| !entry.is_topic) {
        let _ = write!(out, "\n\t{:<11} {}", entry.name(), entry.short);
    }
    let name = match group.long_name() {
        "" => String::new(),
        name => format!(" {name}"),
    };
    let _ = write!(
        out,
        "\n\nUse \"go help{name} <command>\" for more information about a command.\n"
    );
    if group.usage == "go" {
        out.push_str("\nAdditional help topics:\n");
        for entry in commands.iter().filter(|entry| entry.is_topic) {
            let _ = write!(out, "\n\t{:<15} {}", entry.name(), entry.short);
        }
        let _ = write!(
            out,
            "\n\nUse \"go help{name} <topic>\" for more information about that topic.\n"
        );
    }
    out.push('\n');
    out
}

/// Returns the names in the list that follows `field`, up to its closing brace.
fn command_list(text: &str, field: &str) -> Vec<String> {
    let Some(at) = text.find(field) else {
        return Vec::new();
    };
    let list = &text[at..];
    let (Some(open), Some(close)) = (list.find('{'), list.find('}')) else {
        return Vec::new();
    };
    if open > close {
        return Vec::new();
    }
    let names = list[open + 1..close].split(',').map(str::trim);
    let names = names.filter(|name| !name.is_empty());
    names.map(str::to_owned).collect()
}

/// Returns the value of a string field: literals joined by `+`, or the name of a
/// constant of the same file.
fn string_field(file: &str, body: &str, field: &str) -> String {
    let Some(at) = body.find(field) else {
        return String::new();
    };
    let value = body[at + field.len()..].trim_start();
    let name_end = value.find(|c: char| !c.is_alphanumeric());
    let name = &value[..name_end.unwrap_or(value.len())];
    if name.is_empty() {
        return literals(value);
    }
    let constant = format!("const {name} = ");
    let found = file.find(&constant);
    found.map_or_else(String::new, |at| literals(&file[at + constant.len()..]))
}

/// Returns the text of the literals, joined by `+`, that `text` begins with.
fn literals(text: &str) -> String {
    let mut rest = text;
    let mut out = String::new();
    loop {
        let Some(length) = literal_length(rest) else {
            return out;
        };
        out.push_str(&quote::unquote(&rest[..length]).unwrap_or_default());
        rest = rest[length..].trim_start();
        match rest.strip_prefix('+') {
            Some(next) => rest = next.trim_start(),
            None => return out,
        }
    }
}

/// Returns the length of the Go string literal that `text` begins with.
fn literal_length(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let delimiter = *bytes.first()?;
    match delimiter {
        b'`' => text[1..].find('`').map(|end| end + 2),
        b'"' => {
            let mut at = 1;
            while at < bytes.len() {
                match bytes[at] {
                    b'\\' => at += 2,
                    b'"' => return Some(at + 1),
                    _ => at += 1,
                }
            }
            None
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use vamos_fsys::MemFiles;

    use super::Catalog;

    fn catalog() -> Catalog {
        let mut files = MemFiles::new();
        files.insert(
            "/go/src/cmd/go/main.go",
            b"func init() {\n\tbase.Go.Commands = []*base.Command{\n\t\ta.CmdA,\n\t\tm.CmdMod,\n\t\ta.HelpT,\n\t}\n}\n",
        );
        files.insert(
            "/go/src/cmd/go/internal/a/a.go",
            b"package a\n\nvar CmdA = &base.Command{\n\tUsageLine: \"go a [-x] [packages]\",\n\tShort:     \"do a\",\n\tLong: `\nA does ` + \"`a`\" + `.\n\t`,\n}\n\nvar HelpT = &base.Command{\n\tUsageLine: \"t\",\n\tShort:     \"about t\",\n\tLong: `\nText.\n`,\n}\n",
        );
        files.insert(
            "/go/src/cmd/go/internal/m/m.go",
            b"package m\n\nvar CmdMod = &base.Command{\n\tUsageLine: \"go mod\",\n\tShort:     \"modules\",\n\tLong: `Mod.\n`,\n\n\tCommands: []*base.Command{\n\t\tcmdInit,\n\t},\n}\n\nvar cmdInit = &base.Command{\n\tUsageLine: \"go mod init [path]\",\n\tShort:     \"begin\",\n}\n",
        );
        Catalog::load(&files, "/go")
    }

    fn words(text: &str) -> Vec<String> {
        text.split_whitespace().map(str::to_owned).collect()
    }

    #[test]
    fn prints_the_sdks_text() {
        let catalog = catalog();
        let help = |args| catalog.help(&words(args));
        assert_eq!(
            help("a").unwrap(),
            "usage: go a [-x] [packages]\n\nA does `a`.\n"
        );
        assert_eq!(help("t").unwrap(), "Text.\n");
        assert!(
            help("mod")
                .unwrap()
                .starts_with("Mod.\n\nUsage:\n\n\tgo mod <command>")
        );
        assert_eq!(
            help("mod x").unwrap_err(),
            "go help mod x: unknown help topic. Run 'go help mod'.\n"
        );
        assert_eq!(catalog.usage_line("mod init"), Some("go mod init [path]"));
        assert!(
            help("")
                .unwrap()
                .contains("\n\ta           do a\n\tmod         modules\n")
        );
    }
}

//! Help, printed from the SDK's own sources: vamos has no copy of the texts, so they always belong
//! to the SDK in use.
//!
//! Counterpart: cmd/go/internal/help/help.go.

use std::fmt::Write as _;

use vamos_fsys::Files;
use vamos_goenv::command_docs::CommandDoc;
use vamos_goenv::command_docs::CommandDocs;

use crate::extension_help;
use crate::summaries;
use crate::summaries::FlagSummary;

/// The commands and topics of one SDK.
pub(crate) struct Catalog(CommandDocs);

impl Catalog {
    /// Reads the SDK's sources. An SDK without them has no help.
    pub(crate) fn load(files: &dyn Files, goroot: &str) -> Self {
        Self(CommandDocs::load(files, goroot))
    }

    /// Returns the usage line of a command such as `mod tidy`.
    pub(crate) fn usage_line(&self, name: &str) -> Option<&str> {
        self.0.usage_line(name)
    }

    /// Returns the text of `go help ARGS`, or the error line for stderr (exit code 2).
    pub(crate) fn help(&self, args: &[String]) -> Result<String, String> {
        let mut commands = self.0.top();
        let mut current: Option<&CommandDoc> = None;
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
            commands = self.0.children(&entry.commands);
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
        let go = CommandDoc {
            usage: "go".to_owned(),
            long: "Go is a tool for managing Go source code.".to_owned(),
            ..CommandDoc::default()
        };
        group_usage(&go, &self.0.top())
    }
}

/// Returns the list of all commands, for machines without an SDK and its text.
pub(crate) fn overview() -> String {
    let mut out = "vamos is the go command in Rust.\n\nUsage:\n\n\tvamos <command> [arguments]\n\n\
                   The commands of go are:\n\n"
        .to_owned();
    for command in summaries::commands() {
        if extension_help::usage_line(command.name).is_none() {
            let _ = writeln!(out, "\t{:<15} {}", command.name, command.text);
        }
    }
    out.push_str("\nTheir help is in an SDK.\n\n");
    out + &own_commands()
}

/// Returns the usage of a command of go and its flags, for machines without an SDK and its text.
pub(crate) fn summary(name: &str) -> Option<String> {
    let commands = summaries::commands();
    let command = commands.iter().find(|command| command.name == name)?;
    let (usage, about) = (summaries::usage(command), command.text);
    let mut out = format!("usage: {usage}\n\n{name}: {about}.\n");
    let flags = summaries::flags(name);
    if !flags.is_empty() {
        out.push_str("\nFlags:\n\n");
        flags.iter().for_each(|flag| add_flag(&mut out, flag));
    }
    out.push_str("\nThe official help is in an SDK.\n");
    Some(out)
}

fn add_flag(out: &mut String, flag: &FlagSummary) {
    let value = match flag.value {
        "" => String::new(),
        value => format!(" {value}"),
    };
    let _ = writeln!(out, "\t-{}{value}\n\t\t{}", flag.name, flag.text);
}

/// Returns the list of vamos' own commands, which follows the SDK's list.
pub(crate) fn own_commands() -> String {
    let mut out = "Commands and topics of vamos alone:\n\n".to_owned();
    for command in summaries::commands() {
        if extension_help::usage_line(command.name).is_some() {
            let _ = writeln!(out, "\t{:<15} {}", command.name, command.text);
        }
    }
    out.push_str("\tvamos           about vamos, its settings, data and documents\n\n");
    out.push_str("Use \"vamos help <command>\" for more information.\n\n");
    out
}

/// Returns the flags that vamos adds to a command of the SDK, for the end of its help.
pub(crate) fn own_flags(name: &str) -> Option<String> {
    let flags = summaries::own_flags_of(name);
    if flags.is_empty() {
        return None;
    }
    let mut out = "\nFlags of vamos alone:\n\n".to_owned();
    flags.iter().for_each(|flag| add_flag(&mut out, flag));
    Some(out)
}

fn group_usage(group: &CommandDoc, commands: &[&CommandDoc]) -> String {
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

#[cfg(test)]
mod tests {
    use vamos_fsys::MemFiles;

    use super::Catalog;
    use super::own_commands;

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
    fn own_commands_are_listed() {
        let list = own_commands();
        for name in ["cache serve", "completion", "remote check", "why"] {
            assert!(list.contains(&format!("\n\t{name} ")), "{name}");
        }
        assert!(!list.contains("\tbuild"));
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

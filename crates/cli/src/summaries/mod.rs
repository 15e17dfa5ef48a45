//! One line for each command and each flag: for completions and manual pages.
//!
//! Which commands and flags exist is in `commands/table.rs` and `flags/table.rs`; tests check
//! that each of them has its line here. `vamos help` prints the SDK's own text instead.
//! Counterpart: none.

mod commands;
mod flags;

use vamos_testing::flags::FlagKind;
use vamos_testing::flags::SPECS;

use crate::commands::table;
use crate::extension_help;
use crate::flags::Kind;
use crate::policy::CommandPolicy;

use commands::COMMANDS;
use flags::FLAGS;
use flags::Row;
use flags::TEST_FLAGS;

/// A command as a reader of its manual sees it.
pub(crate) struct CommandSummary {
    /// Its words after the name of the program.
    pub(crate) name: &'static str,
    /// The description in one line.
    pub(crate) text: &'static str,
    /// The arguments after its flags.
    pub(crate) arguments: &'static str,
}

/// A flag as a reader of its manual sees it.
pub(crate) struct FlagSummary {
    /// The name without a dash.
    pub(crate) name: &'static str,
    /// A word for the value; empty for a flag without one.
    pub(crate) value: &'static str,
    /// True if it may be given without its value.
    pub(crate) is_bool: bool,
    /// The description in one line.
    pub(crate) text: &'static str,
}

impl FlagSummary {
    /// Returns the values that it can have, if there are only a few.
    pub(crate) fn choices(&self) -> impl Iterator<Item = &'static str> {
        let is_list = self.value.contains('|');
        self.value.split('|').filter(move |_| is_list)
    }
}

/// Returns all commands, sorted by name.
pub(crate) fn commands() -> Vec<CommandSummary> {
    let names = table::names().chain(["help"]);
    let mut all: Vec<CommandSummary> = names.map(command).collect();
    all.sort_by_key(|command| command.name);
    all
}

fn command(name: &'static str) -> CommandSummary {
    let found = COMMANDS.iter().find(|(own, ..)| *own == name);
    let (arguments, text) = found.map_or(("", ""), |(_, arguments, text)| (*arguments, *text));
    CommandSummary {
        name,
        text,
        arguments,
    }
}

/// Returns the flags of a command, sorted by name. Flags of the vet tool, which only the tool
/// knows, are not among them.
pub(crate) fn flags(command: &str) -> Vec<FlagSummary> {
    let mut all = Vec::new();
    if let Some(policy) = table::policy(command) {
        if policy.second_help.is_some() {
            all.extend(SPECS.iter().map(|spec| {
                let row = find(TEST_FLAGS, command, spec.name);
                let is_bool = spec.kind.is_bool();
                summary(spec.name, row, is_bool, value_of_test_flag(spec.kind))
            }));
        }
        all.extend(own_flags(policy));
    }
    // Stable: of two with one name the command uses the first.
    all.sort_by_key(|flag| flag.name);
    all.dedup_by_key(|flag| flag.name);
    all
}

/// The flags that commands of upstream have only here.
const ADDED: &[&str] = &[
    "affected",
    "junit",
    "retries",
    "shard",
    "shardtimes",
    "timings",
    "why",
];

/// Reports whether a flag of upstream's commands with this name exists only in vamos.
pub(crate) fn is_added(name: &str) -> bool {
    ADDED.contains(&name)
}

/// Returns the flags that vamos adds to a command that upstream has, too.
pub(crate) fn own_flags_of(command: &str) -> Vec<FlagSummary> {
    let is_own = extension_help::usage_line(command).is_some();
    let mut all = flags(command);
    all.retain(|flag| !is_own && is_added(flag.name));
    all
}

fn own_flags(policy: &CommandPolicy) -> impl Iterator<Item = FlagSummary> {
    let specs = policy.flags.0.iter().flat_map(|list| list.iter());
    specs.map(|spec| {
        let name = spec.flag.name();
        let row = find(FLAGS, policy.name, name);
        summary(name, row, spec.kind.is_bool(), value_of(spec.kind))
    })
}

fn summary(
    name: &'static str,
    row: Option<&Row>,
    is_bool: bool,
    default: &'static str,
) -> FlagSummary {
    let value = row.map_or("", |row| row.value);
    FlagSummary {
        name,
        value: if value.is_empty() { default } else { value },
        is_bool,
        text: row.map_or("", |row| row.text),
    }
}

/// Returns the row for a command, else the one for all.
fn find(rows: &'static [Row], command: &str, name: &str) -> Option<&'static Row> {
    let mut own = rows.iter().filter(|row| row.name == name);
    own.find(|row| row.commands.is_empty() || row.commands.split(',').any(|one| one == command))
}

/// Returns the word for the value of a flag, as far as its kind decides it.
fn value_of(kind: Kind) -> &'static str {
    match kind {
        Kind::Bool | Kind::OptionalText => "",
        Kind::Int => "n",
        Kind::Text | Kind::JsonFields => "text",
        Kind::Revision => "revision",
        Kind::Words => "words",
        Kind::BuildVcs => "auto|true|false",
        Kind::PerPackage => "[pattern=]words",
        Kind::CoverMode => "set|count|atomic",
        Kind::Compiler => "gc|gccgo",
        Kind::Tags => "tag,tag",
        Kind::Chdir => "dir",
        Kind::GoVersion => "version",
        Kind::Edit | Kind::WorkEdit => "change",
    }
}

fn value_of_test_flag(kind: FlagKind) -> &'static str {
    match kind {
        FlagKind::Bool | FlagKind::Verbosity => "",
        FlagKind::Int => "n",
        FlagKind::Text | FlagKind::Vet => "text",
        FlagKind::Revision => "revision",
        FlagKind::ReportFile => "file",
        FlagKind::Duration => "duration",
        FlagKind::OutputDir => "dir",
        FlagKind::Shuffle => "on|off|seed",
    }
}

/// Returns the usage line of a command.
pub(crate) fn usage(command: &CommandSummary) -> String {
    if let Some(usage) = extension_help::usage_line(command.name) {
        return usage.to_owned();
    }
    let name = command.name;
    let flags = if flags(name).is_empty() {
        ""
    } else {
        " [flags]"
    };
    let arguments = match command.arguments {
        "" => String::new(),
        arguments => format!(" {arguments}"),
    };
    format!("vamos {name}{flags}{arguments}")
}

#[cfg(test)]
mod tests {
    use super::COMMANDS;
    use super::FLAGS;
    use super::TEST_FLAGS;
    use super::commands;
    use super::flags;
    use super::usage;

    #[test]
    fn every_command_and_flag_has_its_line() {
        for command in commands() {
            let name = command.name;
            assert!(!command.text.is_empty(), "summaries/commands.rs: {name}");
            for flag in flags(name) {
                let flag_name = flag.name;
                let text = flag.text;
                assert!(
                    !text.is_empty(),
                    "summaries/flags.rs: {flag_name} of {name}"
                );
                assert!(text.is_ascii() && text.len() < 72, "{flag_name}: {text}");
            }
        }
    }

    #[test]
    fn no_line_is_left_over() {
        let all = commands();
        for (name, ..) in COMMANDS {
            assert!(all.iter().any(|command| command.name == *name), "{name}");
        }
        for row in FLAGS.iter().chain(TEST_FLAGS) {
            let mut of = row.commands.split(',').filter(|name| !name.is_empty());
            assert!(
                of.all(|name| has(name, row.name)),
                "{}: {}",
                row.commands,
                row.name
            );
            let mut names = all.iter().map(|command| command.name);
            assert!(names.any(|name| has(name, row.name)), "{}", row.name);
        }
    }

    fn has(command: &str, flag: &str) -> bool {
        flags(command).iter().any(|own| own.name == flag)
    }

    #[test]
    fn flags_of_a_command_are_its_own() {
        let text = |command, flag| {
            let all = flags(command);
            all.into_iter()
                .find(|own| own.name == flag)
                .map(|own| own.text)
        };
        assert_eq!(text("test", "v"), Some("print all tests as they run"));
        assert_eq!(
            text("test", "timings"),
            Some("show how the command spent its time")
        );
        assert_ne!(text("list", "m"), text("version", "m"));
        assert_eq!(text("version", "race"), None);
    }

    #[test]
    fn usages_name_flags_only_where_there_are_some() {
        let of = |name: &str| usage(commands().iter().find(|own| own.name == name).unwrap());
        assert_eq!(of("build"), "vamos build [flags] [packages]");
        assert_eq!(of("help"), "vamos help [topic]");
        assert_eq!(of("why"), "vamos why [-json] [package | file | program]");
    }
}

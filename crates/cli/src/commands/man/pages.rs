//! The contents of the manual pages: one page of vamos, and one of each command.
//!
//! Counterpart: none.

use super::roff::Roff;
use crate::env_vars;
use crate::extension_help;
use crate::identity;
use crate::summaries;
use crate::summaries::CommandSummary;
use crate::summaries::FlagSummary;

const ABOUT: &str = "\
vamos is the go command rewritten in Rust: same flags, same output, same exit codes, same files,
byte-identical binaries, and a faster edit-build loop. It shares GOCACHE and GOMODCACHE with the
go command, and uses an installed Go SDK: the one that GOROOT names, else that of the go command
on PATH, else /usr/local/go. Without one it downloads an SDK, if GOPROXY is set.

To use it wherever go is called, put a link called go that leads to vamos first on PATH:

\tmkdir -p ~/.local/vamos
\tln -s \"$(command -v vamos)\" ~/.local/vamos/go
\texport PATH=\"$HOME/.local/vamos:$PATH\"
";

/// The page of a command, or of vamos if the command is empty.
pub(super) struct Page {
    /// The words of the command.
    pub(super) command: &'static str,
    summary: Option<CommandSummary>,
}

/// Returns all pages.
pub(super) fn all() -> Vec<Page> {
    let main = Page {
        command: "",
        summary: None,
    };
    let commands = summaries::commands().into_iter().map(|summary| Page {
        command: summary.name,
        summary: Some(summary),
    });
    std::iter::once(main).chain(commands).collect()
}

impl Page {
    /// Returns the name of the page of a command.
    pub(super) fn name(command: &str) -> String {
        let words = std::iter::once("vamos").chain(command.split_whitespace());
        words.collect::<Vec<_>>().join("-")
    }

    /// Returns the page in the language of manual pages.
    pub(super) fn render(&self) -> String {
        let name = Self::name(self.command);
        let mut page = Roff::new(&name, identity::VERSION);
        match &self.summary {
            None => main_page(&mut page),
            Some(summary) => command_page(&mut page, &name, summary),
        }
        page.finish()
    }
}

fn main_page(page: &mut Roff) {
    page.section("NAME");
    page.text("vamos - the go command in Rust");
    page.section("SYNOPSIS");
    page.bold("vamos command [arguments]");
    page.section("DESCRIPTION");
    page.text(ABOUT);
    page.section("COMMANDS");
    page.text("Each has a page of its own, such as vamos-build(1).");
    for command in summaries::commands() {
        page.item(command.name, "", &sentence(command.text));
    }
    page.section("ENVIRONMENT");
    page.text("Besides the variables of the go command ('vamos help environment'):");
    for variable in &env_vars::TABLE {
        page.item(variable.name, "", variable.meaning);
    }
    page.section("SEE ALSO");
    page.text("'vamos help' lists the commands and topics of the SDK in use.");
}

fn command_page(page: &mut Roff, name: &str, command: &CommandSummary) {
    page.section("NAME");
    page.text(&format!("{name} - {}", command.text));
    page.section("SYNOPSIS");
    page.bold(&summaries::usage(command));
    page.section("DESCRIPTION");
    match extension_help::description(command.name) {
        Some(text) => page.text(text),
        None => page.text(&format!(
            "{}\nAs the command of the same name of the Go SDK in use, which describes it:\n\n\
             \tvamos help {}",
            sentence(command.text),
            command.name
        )),
    }
    let flags = summaries::flags(command.name);
    if !flags.is_empty() {
        page.section("OPTIONS");
        for flag in &flags {
            page.item(
                &format!("-{}", flag.name),
                &value(flag),
                &sentence(flag.text),
            );
        }
    }
    page.section("SEE ALSO");
    page.text("vamos(1)");
}

/// Returns the value of a flag with the separator between flag and value.
fn value(flag: &FlagSummary) -> String {
    match (flag.value, flag.is_bool) {
        ("", _) => String::new(),
        (value, true) => format!("[={value}]"),
        (value, false) => format!(" {value}"),
    }
}

/// Returns a line as a sentence.
fn sentence(line: &str) -> String {
    let mut chars = line.chars();
    let first = chars.next().map(|first| first.to_ascii_uppercase());
    first.into_iter().chain(chars).chain(['.']).collect()
}

#[cfg(test)]
mod tests {
    use super::Page;
    use super::all;

    #[test]
    fn every_command_has_a_page_with_its_flags() {
        let render = |command: &str| {
            let found = all().into_iter().find(|page| page.command == command);
            found.unwrap().render()
        };
        let main = render("");
        for page in all().iter().filter(|page| !page.command.is_empty()) {
            let term = format!("\n\\fB{}\\fR\n", page.command);
            assert!(main.contains(&term), "{}", page.command);
        }
        assert!(main.contains("\n\\fBVAMOS_TRACE\\fR\n"));
        let build = render("build");
        assert!(build.contains("\n\\fB\\-o\\fR\\fI file\\fR\nWrite the executable"));
        assert!(render("why").contains("Why shows why the actions"));
        assert_eq!(Page::name("mod tidy"), "vamos-mod-tidy");
    }
}

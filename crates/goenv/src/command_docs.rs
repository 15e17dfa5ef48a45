//! The help texts of the SDK's go command, read from its sources.
//!
//! The texts are the `base.Command` literals in `src/cmd/go`.
//! Counterpart: cmd/go/internal/base/base.go (`Command`).

use std::collections::HashMap;

use vamos_base::golang::quote;
use vamos_fsys::Files;

/// The constraint of files that only the go command of an SDK's own build has. In Go 1.25 one
/// of them declares an empty `go doc`.
const BOOTSTRAP: &str = "\n//go:build cmd_go_bootstrap\n";

/// One command or topic.
#[derive(Clone, Debug, Default)]
pub struct CommandDoc {
    /// The usage line.
    pub usage: String,
    /// The description in one line.
    pub short: String,
    /// The whole text.
    pub long: String,
    /// Variables of its subcommands.
    pub commands: Vec<String>,
    /// True for a help topic without a command.
    pub is_topic: bool,
}

impl CommandDoc {
    /// The name: the words of the usage line between `go` and a flag or argument.
    pub fn long_name(&self) -> &str {
        let name = self.usage.split(" [").next().unwrap_or("");
        if name == "go" {
            return "";
        }
        name.strip_prefix("go ").unwrap_or(name)
    }

    /// The last word of the name.
    pub fn name(&self) -> &str {
        let name = self.long_name();
        name.rsplit(' ').next().unwrap_or(name)
    }
}

/// The commands and topics of one SDK.
#[derive(Debug, Default)]
pub struct CommandDocs {
    /// By package and variable.
    docs: HashMap<String, CommandDoc>,
    top: Vec<String>,
}

impl CommandDocs {
    /// Reads the SDK's sources. An SDK without them has no help.
    pub fn load(files: &dyn Files, goroot: &str) -> Self {
        let mut all = Self::default();
        let root = format!("{goroot}/src/cmd/go");
        let internal = format!("{root}/internal");
        let Ok(packages) = files.read_dir(&internal) else {
            return all;
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
                    if !text.contains(BOOTSTRAP) {
                        all.scan(&package.name, &text);
                    }
                }
            }
        }
        if let Ok(bytes) = files.read(&format!("{root}/main.go")) {
            all.top = command_list(&String::from_utf8_lossy(&bytes), "base.Go.Commands");
        }
        all
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
            let entry = CommandDoc {
                usage: string_field(text, body, "UsageLine:"),
                short: string_field(text, body, "Short:"),
                long: string_field(text, body, "Long:"),
                is_topic: variable.starts_with("Help"),
                commands: commands.into_iter().map(qualify).collect(),
            };
            self.docs.insert(format!("{package}.{variable}"), entry);
        }
    }

    /// Returns the commands and topics of the go command itself.
    pub fn top(&self) -> Vec<&CommandDoc> {
        self.children(&self.top)
    }

    /// Returns the docs of commands, which are named by their variables.
    pub fn children(&self, commands: &[String]) -> Vec<&CommandDoc> {
        let found = commands.iter().filter_map(|name| self.docs.get(name));
        found.collect()
    }

    /// Returns the usage line of a command such as `mod tidy`.
    pub fn usage_line(&self, name: &str) -> Option<&str> {
        let mut all = self.docs.values();
        let found = all.find(|doc| !doc.is_topic && doc.long_name() == name);
        found.map(|doc| doc.usage.as_str())
    }
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

    use super::CommandDocs;

    #[test]
    fn files_for_the_build_of_the_sdk_declare_no_commands() {
        let mut files = MemFiles::new();
        files.insert(
            "/go/src/cmd/go/main.go",
            b"func init() {\n\tbase.Go.Commands = []*base.Command{\n\t\tdoc.CmdDoc,\n\t}\n}\n",
        );
        let dir = "/go/src/cmd/go/internal/doc";
        files.insert(
            &format!("{dir}/doc.go"),
            b"//go:build !cmd_go_bootstrap\n\npackage doc\n\nvar CmdDoc = &base.Command{\n\tUsageLine: \"go doc\",\n}\n",
        );
        files.insert(
            &format!("{dir}/doc_bootstrap.go"),
            b"// For the build of the SDK.\n\n//go:build cmd_go_bootstrap\n\npackage doc\n\nvar CmdDoc = &base.Command{}\n",
        );
        let docs = CommandDocs::load(&files, "/go");
        let usages: Vec<&str> = docs.top().iter().map(|doc| doc.usage.as_str()).collect();
        assert_eq!(usages, ["go doc"]);
    }
}

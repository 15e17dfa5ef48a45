//! The flags of `go list`, and which of them exclude each other.
//!
//! Counterpart: cmd/go/internal/list/list.go (`jsonFlag`, the checks of `runList`).

use vamos_base::golang::strconv::parse_bool;
use vamos_tmpl::Template;

use super::functions::FUNCTIONS;
use crate::error::CliError;
use crate::flags::Flag;
use crate::flags::Parsed;

/// The flags of `go list`.
pub(super) struct Options {
    /// `-json`, with or without fields.
    pub(super) json: bool,
    /// The fields that `-json` names; empty for all.
    json_fields: Vec<String>,
    /// `-f`, or its default.
    pub(super) format: String,
    /// The template; `None` with `-json`.
    pub(super) template: Option<Template>,
    /// True if the template may print packages as a whole, and so all their fields.
    shows_whole: bool,
    /// `-deps`
    pub(super) deps: bool,
    /// `-e`
    pub(super) allow_errors: bool,
    /// `-find`
    pub(super) find: bool,
    /// `-export`
    pub(super) export: bool,
    /// `-compiled`
    pub(super) compiled: bool,
    /// `-test`
    pub(super) test: bool,
    /// `-m`
    pub(super) modules: bool,
    /// `-u`
    pub(super) updates: bool,
    /// `-versions`
    pub(super) versions: bool,
    /// `-retracted`
    pub(super) retracted: bool,
    /// `-reuse`; may be empty.
    pub(super) reuse: String,
}

/// Refuses flags that need modules in GOPATH mode.
fn refuse_modules(parsed: &Parsed) -> Result<(), CliError> {
    if parsed.is_set(Flag::Retracted) {
        let text = "go list -retracted can only be used in module-aware mode";
        return Err(CliError::Fatal(text.to_owned()));
    }
    if !parsed.is_set(Flag::M) {
        return Ok(());
    }
    let others = [
        Flag::Compiled,
        Flag::Deps,
        Flag::Export,
        Flag::Find,
        Flag::Test,
    ];
    if let Some(other) = others.iter().find(|other| parsed.is_set(**other)) {
        let text = format!("go list -{other} cannot be used with -m");
        return Err(CliError::Fatal(text));
    }
    Err(CliError::go("list -m cannot be used with GO111MODULE=off"))
}

/// Refuses combinations of flags that exclude each other.
fn check_together(parsed: &Parsed) -> Result<(), CliError> {
    let fatal = |line: String| Err(CliError::Fatal(line));
    if parsed.is_set(Flag::M) {
        let others = [
            Flag::Compiled,
            Flag::Deps,
            Flag::Export,
            Flag::Find,
            Flag::Test,
        ];
        return match others.iter().find(|other| parsed.is_set(**other)) {
            Some(other) => fatal(format!("go list -{other} cannot be used with -m")),
            None => Ok(()),
        };
    }
    for (flag, name) in [(Flag::U, "-u"), (Flag::Versions, "-versions")] {
        if parsed.is_set(flag) {
            return fatal(format!("go list {name} can only be used with -m"));
        }
    }
    for other in [Flag::Deps, Flag::Test, Flag::Export] {
        if parsed.is_set(Flag::Find) && parsed.is_set(other) {
            return fatal(format!("go list -{other} cannot be used with -find"));
        }
    }
    Ok(())
}

impl Options {
    /// Reads the flags; refuses the same combinations as upstream, in the same order.
    pub(super) fn new(parsed: &Parsed, has_modules: bool) -> Result<Self, CliError> {
        let mut json = false;
        let mut json_fields: Vec<String> = Vec::new();
        for typed in parsed.flags.iter().filter(|typed| typed.flag == Flag::Json) {
            match parse_bool(&typed.value) {
                Some(value) => json = value,
                None => {
                    json = true;
                    json_fields.extend(typed.value.split(',').map(str::to_owned));
                }
            }
        }
        let format = parsed.last(Flag::F).unwrap_or("");
        let fatal = |line: &str| Err(CliError::Fatal(line.to_owned()));
        if !format.is_empty() && json {
            return fatal("go list -f cannot be used with -json");
        }
        let is_set = |flag| parsed.is_set(flag);
        if parsed
            .last(Flag::Reuse)
            .is_some_and(|file| !file.is_empty())
            && !is_set(Flag::M)
        {
            return fatal("go list -reuse cannot be used without -m");
        }
        let find = is_set(Flag::Find);
        let format = match (is_set(Flag::M), is_set(Flag::Versions)) {
            _ if !format.is_empty() => format,
            (true, true) => {
                "{{.Path}}{{range .Versions}} {{.}}{{end}}{{if .Deprecated}} (deprecated){{end}}"
            }
            (true, false) => "{{.String}}",
            _ => "{{.ImportPath}}",
        };
        let template = match json {
            true => None,
            false => {
                let parsed = Template::parse(format, FUNCTIONS);
                Some(parsed.map_err(|error| CliError::Fatal(error.to_string()))?)
            }
        };
        if !has_modules {
            refuse_modules(parsed)?;
        }
        check_together(parsed)?;
        let options = Self {
            shows_whole: template.as_ref().is_some_and(Template::uses_whole),
            template,
            json,
            json_fields,
            format: format.to_owned(),
            deps: is_set(Flag::Deps),
            allow_errors: is_set(Flag::E),
            find,
            export: is_set(Flag::Export),
            compiled: is_set(Flag::Compiled),
            test: is_set(Flag::Test),
            modules: is_set(Flag::M),
            updates: is_set(Flag::U),
            versions: is_set(Flag::Versions),
            retracted: is_set(Flag::Retracted),
            reuse: parsed.last(Flag::Reuse).unwrap_or("").to_owned(),
        };
        Ok(options)
    }

    /// Reports whether `-json` shows a field. Without `-json` upstream assumes that all fields are
    /// needed when it decides on the packages and data to load.
    pub(super) fn needs(&self, field: &str) -> bool {
        self.json_fields.is_empty() || self.json_fields.iter().any(|name| name == field)
    }

    /// Reports whether a field can appear in the output.
    pub(super) fn shows(&self, field: &str) -> bool {
        if self.json {
            self.needs(field)
        } else {
            self.shows_whole || self.format.contains(field)
        }
    }

    /// Reports whether the output depends on a build.
    pub(super) fn needs_build(&self) -> bool {
        if self.export || self.compiled {
            return true;
        }
        if self.json {
            self.needs("Stale") || self.needs("StaleReason")
        } else {
            self.format.contains(".Stale")
        }
    }
}

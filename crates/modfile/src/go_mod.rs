//! go.mod, parsed.
//!
//! Counterpart: golang.org/x/mod/modfile (rule.go).

use vamos_base::golang::module::ModuleVersion;
use vamos_base::golang::quote::quote;

use crate::directive::DirectiveError;
use crate::directive::Errors;
use crate::directive::Go;
use crate::directive::Godebug;
use crate::directive::Replace;
use crate::directive::Toolchain;
use crate::directive::VersionFixer;
use crate::directive::check_major;
use crate::directive::parse_go;
use crate::directive::parse_godebug;
use crate::directive::parse_name;
use crate::directive::parse_replace;
use crate::directive::parse_single;
use crate::directive::parse_toolchain;
use crate::directive::parse_version;
use crate::directive::with_args;
use crate::error::ModuleError;
use crate::syntax::Comment;
use crate::syntax::Comments;
use crate::syntax::FileSyntax;
use crate::syntax::LineId;
use crate::syntax::Stmt;
use crate::syntax::parse;

/// A parsed go.mod: its directives, and its syntax tree.
#[derive(Clone, Debug, Default)]
pub struct GoMod {
    /// The module directive.
    pub module: Option<Module>,
    /// The go directive.
    pub go: Option<Go>,
    /// The toolchain directive.
    pub toolchain: Option<Toolchain>,
    /// The godebug settings.
    pub godebug: Vec<Godebug>,
    /// The requirements.
    pub require: Vec<Require>,
    /// The excluded versions.
    pub exclude: Vec<Exclude>,
    /// The replacements.
    pub replace: Vec<Replace>,
    /// The retracted versions.
    pub retract: Vec<Retract>,
    /// The tools.
    pub tool: Vec<PathLine>,
    /// The ignored directories.
    pub ignore: Vec<PathLine>,
    /// The tree.
    pub syntax: FileSyntax,
}

/// `module path`.
#[derive(Clone, Debug)]
pub struct Module {
    /// The module path; empty if the directive was malformed.
    pub path: String,
    /// The text after `Deprecated:` in its comment.
    pub deprecated: String,
    /// Its line.
    pub line: LineId,
}

/// `require path v1.2.3`.
#[derive(Clone, Debug)]
pub struct Require {
    /// The module version.
    pub module: ModuleVersion,
    /// True if it is marked `// indirect`.
    pub indirect: bool,
    /// Its line.
    pub line: LineId,
}

/// `exclude path v1.2.3`.
#[derive(Clone, Debug)]
pub struct Exclude {
    /// The module version.
    pub module: ModuleVersion,
    /// Its line.
    pub line: LineId,
}

/// Versions from low to high, both included; equal for a single version.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct VersionInterval {
    /// The lowest version.
    pub low: String,
    /// The highest version.
    pub high: String,
}

/// `retract v1.2.3` or `retract [v1.2.3, v1.3.0]`.
#[derive(Clone, Debug)]
pub struct Retract {
    /// The versions.
    pub interval: VersionInterval,
    /// The reason, from its comment.
    pub rationale: String,
    /// Its line.
    pub line: LineId,
}

/// A directive of one path: `tool path`, `ignore dir`.
#[derive(Clone, Debug)]
pub struct PathLine {
    /// The path.
    pub path: String,
    /// Its line.
    pub line: LineId,
}

impl GoMod {
    /// Parses a go.mod. Without `fix`, versions must be canonical or nearly so.
    pub fn parse(
        name: &str,
        text: &[u8],
        fix: Option<&mut VersionFixer<'_>>,
    ) -> Result<GoMod, ModuleError> {
        Self::parse_file(name, text, fix, true)
    }

    /// Parses the go.mod of a dependency: ignores unknown directives and directives for main
    /// modules.
    pub fn parse_lax(
        name: &str,
        text: &[u8],
        fix: Option<&mut VersionFixer<'_>>,
    ) -> Result<GoMod, ModuleError> {
        Self::parse_file(name, text, fix, false)
    }

    fn parse_file(
        name: &str,
        text: &[u8],
        mut fix: Option<&mut VersionFixer<'_>>,
        strict: bool,
    ) -> Result<GoMod, ModuleError> {
        let syntax = parse(name, text).map_err(|err| ModuleError::List(vec![*err]))?;
        let mut file = GoMod {
            syntax,
            ..GoMod::default()
        };
        let mut errors = Errors::new(name);
        for i in 0..file.syntax.stmts.len() {
            let (verb, lines) = match &file.syntax.stmts[i] {
                Stmt::Comments(..) => continue,
                Stmt::Line(id) => (file.syntax.line(*id).tokens[0].clone(), vec![*id]),
                Stmt::Block(block) => {
                    let known = matches!(
                        block.tokens[0].as_str(),
                        "module"
                            | "godebug"
                            | "require"
                            | "exclude"
                            | "replace"
                            | "retract"
                            | "tool"
                            | "ignore"
                    );
                    if block.tokens.len() > 1 || !known {
                        if strict {
                            errors.push_text(
                                block.start,
                                format!("unknown block type: {}", block.tokens.join(" ")),
                            );
                        }
                        continue;
                    }
                    (block.tokens[0].clone(), block.lines.clone())
                }
            };
            for line in lines {
                if let Err(err) = file.read(i, line, &verb, fix.as_deref_mut(), strict) {
                    errors.push_directive(file.syntax.line(line).start, &verb, err);
                }
            }
        }
        if let Some(fix) = fix {
            file.fix_retract(fix, &mut errors);
        }
        if errors.list.is_empty() {
            Ok(file)
        } else {
            Err(ModuleError::List(errors.list))
        }
    }

    /// Reads one directive; `stmt` is the statement that contains it.
    fn read(
        &mut self,
        stmt: usize,
        line: LineId,
        verb: &str,
        fix: Option<&mut VersionFixer<'_>>,
        strict: bool,
    ) -> Result<(), DirectiveError> {
        if !strict && !matches!(verb, "go" | "module" | "retract" | "require" | "ignore") {
            return Ok(());
        }
        match verb {
            "go" => {
                if self.go.is_some() {
                    return Err(DirectiveError::text("repeated go statement"));
                }
                let version = with_args(&mut self.syntax, line, |_, args| parse_go(args, strict))?;
                self.go = Some(Go { version, line });
            }
            "toolchain" => {
                if self.toolchain.is_some() {
                    return Err(DirectiveError::text("repeated toolchain statement"));
                }
                let name = with_args(&mut self.syntax, line, |_, args| parse_toolchain(args))?;
                self.toolchain = Some(Toolchain { name, line });
            }
            "module" => return self.read_module(stmt, line),
            "godebug" => {
                let godebug =
                    with_args(&mut self.syntax, line, |_, args| parse_godebug(args, line))?;
                self.godebug.push(godebug);
            }
            "require" | "exclude" => {
                let module = with_args(&mut self.syntax, line, |_, args| {
                    parse_requirement(verb, args, fix)
                })?;
                if verb == "exclude" {
                    self.exclude.push(Exclude { module, line });
                } else {
                    let indirect = is_indirect(&self.syntax.line(line).comments.suffix);
                    self.require.push(Require {
                        module,
                        indirect,
                        line,
                    });
                }
            }
            "replace" => {
                let replace = with_args(&mut self.syntax, line, |_, args| {
                    parse_replace(args, line, fix)
                })?;
                self.replace.push(replace);
            }
            "retract" => return self.read_retract(stmt, line, strict),
            "tool" => {
                let path = with_args(&mut self.syntax, line, |_, args| {
                    parse_single(args, "tool directive expects exactly one argument")
                })?;
                self.tool.push(PathLine { path, line });
            }
            "ignore" => {
                let path = with_args(&mut self.syntax, line, |_, args| {
                    parse_single(args, "ignore directive expects exactly one argument")
                })?;
                self.ignore.push(PathLine { path, line });
            }
            _ => return Err(DirectiveError::text(format!("unknown directive: {verb}"))),
        }
        Ok(())
    }

    fn read_module(&mut self, stmt: usize, line: LineId) -> Result<(), DirectiveError> {
        if self.module.is_some() {
            return Err(DirectiveError::text("repeated module statement"));
        }
        let deprecated = deprecation(&self.directive_comment(stmt, line)).to_string();
        // Even a malformed one is recorded, so that a second one is reported as such.
        self.module = Some(Module {
            path: String::new(),
            deprecated,
            line,
        });
        let path = with_args(&mut self.syntax, line, |_, args| {
            parse_single(args, "usage: module module/path")
        })?;
        if let Some(module) = &mut self.module {
            module.path = path;
        }
        Ok(())
    }

    fn read_retract(
        &mut self,
        stmt: usize,
        line: LineId,
        strict: bool,
    ) -> Result<(), DirectiveError> {
        let rationale = self.directive_comment(stmt, line);
        // Versions stay as written here: fixing them needs the module path, which may come later.
        let mut keep = |_: &str, version: &str| Ok(version.to_string());
        let parsed = with_args(&mut self.syntax, line, |_, args| {
            let (interval, used) = parse_interval("", args, &mut keep)?;
            match args.get(used) {
                Some(extra) if strict => Err(ModuleError::Message(format!(
                    "unexpected token after version: {}",
                    quote(extra)
                ))),
                _ => Ok(interval),
            }
        });
        match parsed {
            Ok(interval) => self.retract.push(Retract {
                interval,
                rationale,
                line,
            }),
            Err(err) if strict => return Err(DirectiveError::Plain(err)),
            // In a dependency this may be the syntax of a later Go.
            Err(_) => {}
        }
        Ok(())
    }

    /// Makes the versions of retract directives canonical, now that the module path is known.
    fn fix_retract(&mut self, fix: &mut VersionFixer<'_>, errors: &mut Errors) {
        let path = self.module.as_ref().map_or("", |m| m.path.as_str());
        for retract in &mut self.retract {
            let pos = self.syntax.line(retract.line).start;
            if path.is_empty() {
                errors.push_text(pos, "no module directive found, so retract cannot be used");
                return;
            }
            let tokens = &mut self.syntax.line_mut(retract.line).tokens;
            let skip = usize::from(tokens[0] == "retract");
            retract.interval = match parse_interval(path, &mut tokens[skip..], fix) {
                Ok((interval, _)) => interval,
                Err(err) => {
                    errors.push(pos, err);
                    VersionInterval::default()
                }
            };
        }
    }

    /// Returns the text of the comments on a directive, or else on its block.
    fn directive_comment(&self, stmt: usize, line: LineId) -> String {
        let mut comments: &Comments = &self.syntax.line(line).comments;
        if comments.before.is_empty()
            && comments.suffix.is_empty()
            && let Stmt::Block(block) = &self.syntax.stmts[stmt]
        {
            comments = &block.comments;
        }
        let texts = comments
            .before
            .iter()
            .chain(&comments.suffix)
            .filter_map(|c| c.token.strip_prefix("//"));
        texts.map(str::trim).collect::<Vec<_>>().join("\n")
    }

    /// Returns the text in standard style.
    pub fn format(&self) -> Vec<u8> {
        self.syntax.format()
    }

    /// Returns the go version; the implied one if there is no go line.
    pub fn go_version(&self) -> &str {
        self.go
            .as_ref()
            .map_or(vamos_base::golang::gover::DEFAULT_GO_MOD_VERSION, |go| {
                &go.version
            })
    }

    /// Returns the module path; empty without a module directive.
    pub fn module_path(&self) -> &str {
        self.module.as_ref().map_or("", |m| &m.path)
    }
}

fn parse_requirement(
    verb: &str,
    args: &mut [String],
    fix: Option<&mut VersionFixer<'_>>,
) -> Result<ModuleVersion, DirectiveError> {
    let [path, version] = args else {
        return Err(DirectiveError::text(format!(
            "usage: {verb} module/path v1.2.3"
        )));
    };
    let path = parse_name(path)?;
    let version = parse_version(verb, &path, version, fix).map_err(DirectiveError::Plain)?;
    check_major(&path, &version)?;
    Ok(ModuleVersion { path, version })
}

/// Reads a version or an interval, and returns the number of tokens read.
fn parse_interval(
    path: &str,
    tokens: &mut [String],
    fix: &mut VersionFixer<'_>,
) -> Result<(VersionInterval, usize), ModuleError> {
    let mut version = |token: &mut String| parse_version("retract", path, token, Some(&mut *fix));
    let expect = |token: Option<&String>, want: &str, text: &str| match token {
        Some(token) if token == want => Ok(()),
        _ => Err(ModuleError::message(text)),
    };
    match tokens.first().map(String::as_str) {
        None | Some("(") => return Err(ModuleError::message("expected '[' or version")),
        Some("[") => {}
        Some(_) => {
            let v = version(&mut tokens[0])?;
            return Ok((
                VersionInterval {
                    low: v.clone(),
                    high: v,
                },
                1,
            ));
        }
    }
    let low = version(
        tokens
            .get_mut(1)
            .ok_or_else(|| ModuleError::message("expected version after '['"))?,
    )?;
    expect(tokens.get(2), ",", "expected ',' after version")?;
    let high = version(
        tokens
            .get_mut(3)
            .ok_or_else(|| ModuleError::message("expected version after ','"))?,
    )?;
    expect(tokens.get(4), "]", "expected ']' after version")?;
    Ok((VersionInterval { low, high }, 5))
}

/// Reports whether a requirement's comment starts with `indirect`.
pub(crate) fn is_indirect(suffix: &[Comment]) -> bool {
    let Some(comment) = suffix.first() else {
        return false;
    };
    let mut words = comment
        .token
        .strip_prefix("//")
        .unwrap_or(&comment.token)
        .split_whitespace();
    match words.next() {
        Some("indirect") => words.next().is_none(),
        Some("indirect;") => words.next().is_some(),
        _ => false,
    }
}

/// Returns the first paragraph that begins with `Deprecated:`, without that word.
fn deprecation(text: &str) -> &str {
    let mut start = 0;
    loop {
        if let Some(message) = text[start..].strip_prefix("Deprecated:") {
            let message = message.trim_start_matches(' ');
            return message.split("\n\n").next().unwrap_or("");
        }
        match text[start..].find("\n\n") {
            Some(i) if text[start + i..].starts_with("\n\n\n") => start += i + 1,
            Some(i) => start += i + 2,
            None => return "",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn deprecations() {
        for (text, want) in [
            ("Deprecated: a\nb\n\nc", "a\nb"),
            ("x\n\nDeprecated:   y", "y"),
            ("x\n\n\nDeprecated: y", "y"),
            ("x\nDeprecated: y", ""),
            ("", ""),
            ("Deprecated:", ""),
        ] {
            assert_eq!(deprecation(text), want, "{text:?}");
        }
    }
}

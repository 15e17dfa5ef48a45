//! go.work, parsed.
//!
//! Counterpart: golang.org/x/mod/modfile (work.go).

use crate::directive::DirectiveError;
use crate::directive::Errors;
use crate::directive::Go;
use crate::directive::Godebug;
use crate::directive::Replace;
use crate::directive::Toolchain;
use crate::directive::VersionFixer;
use crate::directive::parse_go;
use crate::directive::parse_godebug;
use crate::directive::parse_replace;
use crate::directive::parse_single;
use crate::directive::parse_toolchain;
use crate::directive::with_args;
use crate::error::ModuleError;
use crate::syntax::FileSyntax;
use crate::syntax::LineId;
use crate::syntax::Stmt;
use crate::syntax::parse;

/// A parsed go.work: its directives, and its syntax tree.
#[derive(Clone, Debug, Default)]
pub struct GoWork {
    /// The go directive.
    pub go: Option<Go>,
    /// The toolchain directive.
    pub toolchain: Option<Toolchain>,
    /// The godebug settings.
    pub godebug: Vec<Godebug>,
    /// The directories of the workspace's modules.
    pub uses: Vec<Use>,
    /// The replacements.
    pub replace: Vec<Replace>,
    /// The tree.
    pub syntax: FileSyntax,
}

/// `use dir`.
#[derive(Clone, Debug)]
pub struct Use {
    /// The directory as written.
    pub path: String,
    /// The module path, if a command has looked it up; never read from the file.
    pub module_path: String,
    /// Its line.
    pub line: LineId,
}

impl GoWork {
    /// Parses a go.work.
    pub fn parse(
        name: &str,
        text: &[u8],
        mut fix: Option<&mut VersionFixer<'_>>,
    ) -> Result<GoWork, ModuleError> {
        let syntax = parse(name, text).map_err(|err| ModuleError::List(vec![*err]))?;
        let mut file = GoWork {
            syntax,
            ..GoWork::default()
        };
        let mut errors = Errors::new(name);
        for i in 0..file.syntax.stmts.len() {
            let (verb, lines) = match &file.syntax.stmts[i] {
                Stmt::Comments(..) => continue,
                Stmt::Line(id) => (file.syntax.line(*id).tokens[0].clone(), vec![*id]),
                Stmt::Block(block) => {
                    if block.tokens.len() > 1
                        || !matches!(block.tokens[0].as_str(), "godebug" | "use" | "replace")
                    {
                        errors.push_text(
                            block.start,
                            format!("unknown block type: {}", block.tokens.join(" ")),
                        );
                        continue;
                    }
                    (block.tokens[0].clone(), block.lines.clone())
                }
            };
            for line in lines {
                if let Err(err) = file.read(line, &verb, fix.as_deref_mut()) {
                    errors.push_directive(file.syntax.line(line).start, &verb, err);
                }
            }
        }
        if errors.list.is_empty() {
            Ok(file)
        } else {
            Err(ModuleError::List(errors.list))
        }
    }

    fn read(
        &mut self,
        line: LineId,
        verb: &str,
        fix: Option<&mut VersionFixer<'_>>,
    ) -> Result<(), DirectiveError> {
        match verb {
            "go" => {
                if self.go.is_some() {
                    return Err(DirectiveError::text("repeated go statement"));
                }
                let version = with_args(&mut self.syntax, line, |_, args| parse_go(args, true))?;
                self.go = Some(Go { version, line });
            }
            "toolchain" => {
                if self.toolchain.is_some() {
                    return Err(DirectiveError::text("repeated toolchain statement"));
                }
                let name = with_args(&mut self.syntax, line, |_, args| parse_toolchain(args))?;
                self.toolchain = Some(Toolchain { name, line });
            }
            "godebug" => {
                let godebug =
                    with_args(&mut self.syntax, line, |_, args| parse_godebug(args, line))?;
                self.godebug.push(godebug);
            }
            "use" => {
                let path = with_args(&mut self.syntax, line, |_, args| {
                    parse_single(args, "usage: use local/dir")
                })?;
                self.uses.push(Use {
                    path,
                    module_path: String::new(),
                    line,
                });
            }
            "replace" => {
                let replace = with_args(&mut self.syntax, line, |_, args| {
                    parse_replace(args, line, fix)
                })?;
                self.replace.push(replace);
            }
            _ => return Err(DirectiveError::text(format!("unknown directive: {verb}"))),
        }
        Ok(())
    }

    /// Returns the text in standard style.
    pub fn format(&self) -> Vec<u8> {
        self.syntax.format()
    }

    /// Returns the go version; the implied one if there is no go line.
    pub fn go_version(&self) -> &str {
        self.go
            .as_ref()
            .map_or(vamos_base::golang::gover::DEFAULT_GO_WORK_VERSION, |go| {
                &go.version
            })
    }
}

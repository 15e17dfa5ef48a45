//! Inputs of a declaration's code that are in no log.
//!
//! Counterpart: none.

use vamos_syntax::scanner::Token;

use super::api::Use;
use super::file::Decl;
use super::file::File;
use super::metadata;
use super::problem::Problem;

/// Effects of a declaration's code.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Uses {
    /// The first reason against a key.
    pub(super) problem: Option<Problem>,
    /// True if it reads variables that no log names.
    pub(super) environment: bool,
    /// True if it creates, removes or changes files.
    pub(super) modifies: bool,
    /// True if it opens files, or has something that opens files.
    pub(super) opens: bool,
    /// True if it starts programs.
    pub(super) starts: bool,
    /// True if it has a selector with the name of a method that shows times: `ModTime` or `Sys`.
    pub(super) names_times: bool,
    /// True if it may call methods by their names, with package reflect.
    pub(super) reflects: bool,
}

impl Uses {
    /// Reads the tokens of a declaration.
    pub(super) fn of(file: &File<'_>, decl: &Decl) -> Self {
        let mut uses = Self::default();
        for at in decl.range.clone() {
            if file.tokens.kind(at) == Token::Period {
                uses.add_selector(file, at);
            }
        }
        if uses.problem.is_none() {
            uses.problem = metadata::problem(file, decl);
        }
        uses
    }

    /// Reports whether the code does nothing of interest.
    pub(super) fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Adds the effect of the selector at a period.
    fn add_selector(&mut self, file: &File<'_>, period: usize) {
        let tokens = &file.tokens;
        let name = tokens.ident(period + 1);
        let text = || String::from_utf8_lossy(name).into_owned();
        if let Some((package, used)) = file.qualified(period) {
            let shown = || format!("{}.{}", String::from_utf8_lossy(package), text());
            match used {
                Use::Opens => self.opens = true,
                Use::Environment => self.environment = true,
                Use::Modifies => self.modifies = true,
                Use::Starts => self.starts = true,
                Use::Unlogged => self.add_problem(Problem::Unlogged(shown())),
                Use::Serves => self.add_problem(Problem::Serves(shown())),
                Use::Plain | Use::Metadata | Use::MetadataType | Use::Walks(_) => {}
            }
            return;
        }
        let is_called = tokens.kind(period + 2) == Token::LeftParen;
        match name {
            b"ModTime" | b"Sys" => self.names_times = true,
            b"Environ" => self.environment = true,
            b"AddFS" => self.add_problem(Problem::Serves(text())),
            b"ReadLink" => self.add_problem(Problem::Unlogged(text())),
            // The method of a file has no argument, and is not logged, unlike package os's
            // function.
            b"Chdir" if !is_called || tokens.kind(period + 3) == Token::RightParen => {
                self.add_problem(Problem::Unlogged(text()));
            }
            b"Method" | b"MethodByName" if is_called => self.reflects = true,
            _ => {}
        }
    }

    fn add_problem(&mut self, problem: Problem) {
        self.problem.get_or_insert(problem);
    }
}

#[cfg(test)]
mod tests {
    use super::File;
    use super::Problem;
    use super::Uses;

    fn of(body: &str) -> Uses {
        let source = format!(
            "package p\nimport (\n\"os\"\n\"syscall\"\n\"net/http\"\n\"os/exec\"\n)\nfunc f() {{\n{body}\n}}\n"
        );
        let file = File::parse(source.as_bytes());
        Uses::of(&file, &file.decls[0])
    }

    #[test]
    fn what_is_logged_is_harmless() {
        for body in [
            "os.ReadFile(x)",
            "os.Getenv(x)",
            "if os.IsNotExist(err) {}",
            "x := syscall.ENOENT | syscall.O_CREAT",
            "http.Get(x)",
            "x.os.Readlink()",
            "t.Chdir(dir)",
        ] {
            let uses = of(body);
            assert!(uses.is_empty(), "{body}: {uses:?}");
        }
    }

    #[test]
    fn what_is_not_logged_is_found() {
        for name in [
            "os.Readlink",
            "os.OpenRoot",
            "os.Link",
            "os.Symlink",
            "os.SameFile",
            "os.NotYetThere",
            "syscall.Open",
            "syscall.Stat_t",
            "syscall.Access",
        ] {
            let problem = of(&format!("x := {name}")).problem;
            assert_eq!(problem, Some(Problem::Unlogged(name.to_owned())));
        }
        assert!(matches!(
            of("f.Chdir()").problem,
            Some(Problem::Unlogged(_))
        ));
        assert!(matches!(of("w.AddFS(x)").problem, Some(Problem::Serves(_))));
        assert!(matches!(
            of("http.Dir(x)").problem,
            Some(Problem::Serves(_))
        ));
        assert!(of("os.Environ()").environment);
        assert!(of("syscall.Getenv(x)").environment);
        assert!(of("cmd.Environ()").environment);
        assert!(of("os.Remove(x)").modifies);
        assert!(of("os.Open(x)").opens);
        assert!(of("exec.Command(x)").starts);
        assert!(of("v.MethodByName(x)").reflects);
        assert!(of("x.ModTime()").names_times);
    }
}

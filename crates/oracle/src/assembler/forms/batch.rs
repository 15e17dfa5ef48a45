//! A file of forms, assembled by both assemblers.
//!
//! Counterpart: none.

use std::any::Any;
use std::collections::BTreeMap;
use std::panic::AssertUnwindSafe;
use std::panic::catch_unwind;
use std::path::PathBuf;
use std::process::Command;

use vamos_asm::Machine;
use vamos_asm::Outcome;
use vamos_asm::TokenCache;

use super::super::commands::assemble;
use super::lines::BLOCK_LINES;
use super::lines::Form;
use crate::files::at;
use crate::sdk::Sdk;

/// The name of the source.
const SOURCE: &str = "x.s";
/// Declarations that the forms refer to, in lines before the first form.
const DECLARATIONS: &str = "GLOBL sym(SB), 0, $64\nGLOBL loc<>(SB), 16, $64\nGLOBL table(SB), 8, $48\n\
    GLOBL tls(SB), 256, $8\nGLOBL half(SB), 16, $6\nGLOBL odd(SB), 16, $3\n";
const DECLARATION_LINES: usize = 6;

/// Both assemblers of a release and processor.
pub(super) struct Assemblers<'a> {
    pub(super) sdk: &'a Sdk,
    pub(super) machine: Machine,
    pub(super) goarch: String,
    /// The line at the start of objects.
    pub(super) header: String,
    /// The official assembler.
    pub(super) tool: PathBuf,
    /// A directory for sources and objects.
    pub(super) dir: PathBuf,
}

/// The result of an assembly.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Assembled {
    /// The object, if the file has no errors.
    pub(super) object: Option<Vec<u8>>,
    /// All that was printed.
    pub(super) text: String,
    /// True if the assembler ended early.
    pub(super) is_crash: bool,
}

impl Assembled {
    /// Returns the messages by the form that they name; `None` for messages without a place.
    pub(super) fn messages(&self) -> BTreeMap<Option<usize>, Vec<String>> {
        let mut out: BTreeMap<Option<usize>, Vec<String>> = BTreeMap::new();
        let mut message = String::new();
        let mut add = |message: &mut String| {
            let text = std::mem::take(message);
            if !text.is_empty() && !is_end(&text) {
                out.entry(form_of(&text)).or_default().push(text);
            }
        };
        for line in self.text.lines() {
            if line.starts_with("asm: ") || line.starts_with("x.s:") {
                add(&mut message);
            }
            message.push_str(line);
            message.push('\n');
        }
        add(&mut message);
        out
    }
}

fn is_end(message: &str) -> bool {
    message == "asm: assembly failed\n" || message == "asm: assembly of x.s failed\n"
}

/// Returns the form of the line that a message names.
fn form_of(message: &str) -> Option<usize> {
    let Some((_, rest)) = message.split_once("x.s:") else {
        // The name of a function.
        let (_, rest) = message.split_once("asm: test.f")?;
        let end = rest.find(|c: char| !c.is_ascii_digit());
        return rest[..end?].parse().ok();
    };
    let end = rest.find(|c: char| !c.is_ascii_digit());
    let line: usize = rest[..end.unwrap_or(rest.len())].parse().ok()?;
    // Labels of a function are looked up when the next one begins.
    let line = line - usize::from(message.contains(": undefined label "));
    Some(line.checked_sub(DECLARATION_LINES + 1)? / BLOCK_LINES)
}

impl Assemblers<'_> {
    /// Assembles forms by the official assembler, and then by crate asm.
    pub(super) fn both(&self, forms: &[&Form], mode: &str) -> Result<[Assembled; 2], String> {
        let theirs = self.official(forms, mode)?;
        Ok([theirs, self.ours(mode)?])
    }

    /// Assembles forms by the official assembler.
    pub(super) fn official(&self, forms: &[&Form], mode: &str) -> Result<Assembled, String> {
        self.write(forms)?;
        let object = self.dir.join("x.o");
        let _ = std::fs::remove_file(&object);
        let mut command = Command::new(&self.tool);
        command
            .args(arguments(mode))
            .env_clear()
            .env("PATH", "/usr/bin:/bin")
            .env("GOROOT", &self.sdk.goroot)
            .env("GOOS", "linux")
            .env("GOARCH", &self.goarch)
            .current_dir(&self.dir);
        let output = command.output().map_err(at(&self.tool))?;
        let text = String::from_utf8_lossy(&output.stderr).into_owned();
        let has_end = text
            .lines()
            .last()
            .is_some_and(|line| is_end(&format!("{line}\n")));
        Ok(Assembled {
            is_crash: !output.status.success() && !has_end,
            object: std::fs::read(&object)
                .ok()
                .filter(|_| output.status.success()),
            text,
        })
    }

    /// Writes the source of forms.
    pub(super) fn write(&self, forms: &[&Form]) -> Result<(), String> {
        let mut source = DECLARATIONS.to_owned();
        for (number, form) in forms.iter().enumerate() {
            source.push_str(&form.source(number));
        }
        let path = self.dir.join(SOURCE);
        std::fs::write(&path, source).map_err(at(&path))
    }

    /// Assembles the source that was written by crate asm.
    pub(super) fn ours(&self, mode: &str) -> Result<Assembled, String> {
        let line = vamos_asm::parse_command_line(&arguments(mode));
        let line = line.map_err(|error| error.to_string())?;
        let tokens = TokenCache::default();
        let dir = self.dir.display().to_string();
        let machine = (&self.machine, &tokens);
        let run = || assemble(self.sdk, machine, &self.header, &dir, line);
        let hook = std::panic::take_hook();
        std::panic::set_hook(Box::new(|_| {}));
        let caught = catch_unwind(AssertUnwindSafe(run));
        std::panic::set_hook(hook);
        Ok(caught.map_or_else(|cause| panicked(&*cause), assembled))
    }
}

/// Returns the result of a panic of crate asm, which is a mistake.
fn panicked(cause: &(dyn Any + Send)) -> Assembled {
    let text = cause.downcast_ref::<String>().map(String::as_str);
    let text = text.or_else(|| cause.downcast_ref::<&str>().copied());
    Assembled {
        object: None,
        text: format!("panic: {}\n", text.unwrap_or("?")),
        is_crash: true,
    }
}

fn assembled(outcome: Outcome) -> Assembled {
    let has_end = outcome.stderr.lines().last();
    let has_end = has_end.is_some_and(|line| is_end(&format!("{line}\n")));
    Assembled {
        is_crash: outcome.panics || outcome.status != 0 && !has_end,
        object: outcome.output.filter(|_| outcome.status == 0),
        text: outcome.stderr,
    }
}

fn arguments(mode: &str) -> Vec<String> {
    let mode = (!mode.is_empty()).then_some(mode);
    let first = ["-p", "test", "-e", "-o", "x.o"].into_iter();
    first
        .chain(mode)
        .chain([SOURCE])
        .map(str::to_owned)
        .collect()
}

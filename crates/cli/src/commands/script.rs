//! Commands shown as a shell script on stdout (`clean -n`, `-x`).
//!
//! Counterpart: cmd/go/internal/work/shell.go (`ShowCmd`, `fmtCmd`).

use crate::invocation::Invocation;

/// A script being shown, and its current working directory.
pub(super) struct Script<'a> {
    invocation: &'a Invocation,
    dir: String,
}

impl<'a> Script<'a> {
    /// Begins a script.
    pub(super) fn new(invocation: &'a Invocation) -> Self {
        Self {
            invocation,
            dir: String::new(),
        }
    }

    /// Shows a command that runs in `dir` (empty: anywhere).
    pub(super) fn show(&mut self, dir: &str, command: &str) {
        let mut text = String::new();
        if dir.is_empty() || dir == "/" {
            text.push_str(command);
        } else {
            let dotted = format!(" {command}").replace(&format!(" {dir}"), " .");
            if self.dir != dir {
                dir.clone_into(&mut self.dir);
                text = format!("cd {dir}\n");
            }
            text.push_str(&dotted[1..]);
        }
        text.push('\n');
        self.invocation.output.stdout(&text);
    }
}

//! `bug`: opens a browser with a bug report that describes this system, or prints the report.
//!
//! Counterpart: cmd/go/internal/bug/bug.go, cmd/internal/browser/browser.go.

use std::fmt::Write as _;
use std::sync::Arc;
use std::time::Duration;

use vamos_base::golang::os_str;
use vamos_fsys::proc::Executor;
use vamos_fsys::proc::Outcome;
use vamos_fsys::proc::Spawn;
use vamos_fsys::proc::Streams;
use vamos_fsys::proc::look_path;
use vamos_fsys::proc::starts_well;
use vamos_fsys::work;
use vamos_goenv::host;

use super::env;
use super::version;
use crate::error::CliError;
use crate::flags::Flag;
use crate::invocation::Invocation;

/// A browser that runs longer than this is taken for one that shows the page.
const PATIENCE: Duration = Duration::from_secs(3);

const HEADER: &str = "\
<!-- Please answer these questions before submitting your issue. Thanks! -->

";

const RECIPE: &str = "\
### What did you do?

<!--
If possible, provide a recipe for reproducing the error.
A complete runnable program is good.
A link on go.dev/play is best.
-->



";

/// Runs `go bug`.
pub(crate) fn run(invocation: &Invocation) -> Result<i32, CliError> {
    if !invocation.parsed.args.is_empty() {
        return Err(CliError::go("bug takes no arguments"));
    }
    let body = body(invocation)?;
    let url = format!(
        "https://github.com/golang/go/issues/new?body={}",
        query_escape(&os_str::encode(&body))
    );
    if !open_browser(invocation, &url) {
        let lead = "Please file a new issue at golang.org/issue/new using this template:\n\n";
        invocation.output.stdout(&format!("{lead}{body}"));
    }
    Ok(0)
}

/// Returns the report.
fn body(invocation: &Invocation) -> Result<String, CliError> {
    let release = &invocation.env.sdk.release;
    let (first, second) = match release.asks_what_happened_first() {
        true => ("What did you see happen?", "What did you expect to see?"),
        false => ("What did you expect to see?", "What did you see instead?"),
    };
    let version = version::line(&invocation.env, invocation.process.hooks);
    let mut body = format!(
        "{HEADER}### What version of Go are you using (`go version`)?\n\n\
         <pre>\n$ go version\n{version}\n</pre>\n\n\
         ### Does this issue reproduce with the latest release?\n\n\n\
         ### What operating system and processor architecture are you using (`go env`)?\n\n\
         <details><summary><code>go env</code> Output</summary><br><pre>\n$ go env\n"
    );
    body += &env::listing(invocation)?;
    let mut system = System {
        invocation,
        text: String::new(),
    };
    system.describe();
    body += &system.text;
    body += &format!("</pre></details>\n\n{RECIPE}### {first}\n\n\n\n### {second}\n\n");
    Ok(body)
}

/// Collects the output of programs about the system. Failures are only reported with `-v`.
struct System<'a> {
    invocation: &'a Invocation,
    text: String,
}

impl System<'_> {
    fn describe(&mut self) {
        let env = &self.invocation.env;
        // Upstream runs GOROOT/bin/go for these two.
        let version = version::line(env, self.invocation.process.hooks);
        let _ = writeln!(self.text, "GOROOT/bin/go version: {version}");
        let compile = format!("{}/compile{}", env.sdk.tool_dir, env.sdk.tool_exe_suffix);
        self.add("GOROOT/bin/go tool compile -V: ", &[&compile, "-V"]);
        self.describe_os();
        self.add("lldb --version: ", &["lldb", "--version"]);
        match self.run(&["gdb", "--version"], Streams::Separate) {
            Ok(outcome) => {
                let line = first_line(&outcome.stdout);
                let _ = writeln!(self.text, "gdb --version: {line}");
            }
            Err(why) => self.note(&format!("failed to run gdb --version: {why}\n")),
        }
    }

    fn describe_os(&mut self) {
        match host::GOOS {
            "darwin" | "ios" => {
                self.add("uname -v: ", &["uname", "-v"]);
                self.add("", &["sw_vers"]);
            }
            "linux" => {
                self.add("uname -sr: ", &["uname", "-sr"]);
                self.add("", &["lsb_release", "-a"]);
                // Without a C compiler its library is unknown.
                let _ = self.describe_libc();
            }
            _ => self.add("uname -v: ", &["uname", "-v"]),
        }
    }

    /// Runs the C library that a small program is linked with: it prints its version.
    fn describe_libc(&mut self) -> Option<()> {
        let parent = host::temp_dir(self.invocation.env.os());
        let (dir, _unfinished) = work::make_unfinished_dir(&parent, "").ok()?;
        let (source, program) = (format!("{dir}/go-bug.c"), format!("{dir}/go-bug"));
        let printed = work::write(&source, b"int main() {}").ok().and_then(|()| {
            self.run(&["gcc", "-o", &program, &source], Streams::Merged)
                .ok()?;
            self.run(&["ldd", &program], Streams::Merged).ok()
        });
        let _ = work::remove_all(&dir);
        let library = c_library(&String::from_utf8_lossy(&printed?.stdout))?;
        let outcome = self.run(&[&library], Streams::Separate).ok()?;
        let _ = writeln!(self.text, "{library}: {}", first_line(&outcome.stdout));
        // musl prints its version on the second line.
        let text = String::from_utf8_lossy(&outcome.stdout);
        if let Some((_, rest)) = text.split_once('\n')
            && text.contains("musl")
        {
            let _ = writeln!(self.text, "{}", first_line(rest.as_bytes()));
        }
        Some(())
    }

    /// Adds the stdout of a command.
    fn add(&mut self, prefix: &str, words: &[&str]) {
        match self.run(words, Streams::Separate) {
            Ok(outcome) => {
                let text = os_str::decode(outcome.stdout.trim_ascii());
                let _ = writeln!(self.text, "{prefix}{text}");
            }
            Err(why) => {
                let (program, args) = words.split_first().unwrap_or((&"", &[]));
                self.note(&format!("{program} {}: {why}\n", args.join(" ")));
            }
        }
    }

    /// Runs a command that is found on PATH.
    fn run(&self, words: &[&str], streams: Streams) -> Result<Outcome, String> {
        let spawn = spawn(self.invocation, words, streams)?;
        let outcome = self
            .invocation
            .executor
            .run(&spawn, &self.invocation.cancel);
        match outcome {
            Ok(outcome) if outcome.exit.is_success() => Ok(outcome),
            Ok(outcome) => Err(outcome.exit.to_string()),
            Err(error) => Err(error.to_string()),
        }
    }

    fn note(&self, text: &str) {
        if self.invocation.parsed.is_set(Flag::V) {
            self.invocation.output.stdout(text);
        }
    }
}

/// Returns a command that is found on PATH.
fn spawn(invocation: &Invocation, words: &[&str], streams: Streams) -> Result<Spawn, String> {
    let mut argv: Vec<String> = words.iter().map(|&word| word.to_owned()).collect();
    if !argv[0].contains('/') {
        let found = look_path(&argv[0], invocation.process.var("PATH"));
        argv[0] = found.map_err(|error| error.to_string())?;
    }
    Ok(Spawn {
        argv,
        env: Arc::from(invocation.env.vars.tools.as_slice()),
        extra_env: Vec::new(),
        dir: String::new(),
        streams,
    })
}

/// Returns the first line without spaces around it.
fn first_line(text: &[u8]) -> String {
    let end = text.iter().position(|&byte| byte == b'\n');
    let line = match end {
        Some(end) if end > 0 => &text[..end],
        _ => text,
    };
    os_str::decode(line.trim_ascii())
}

/// Finds the path of the C library in the output of ldd: `libc\.so[^ ]* => ([^ ]+)`.
fn c_library(text: &str) -> Option<String> {
    let mut starts = text.match_indices("libc.so").map(|(at, _)| &text[at..]);
    starts.find_map(|rest| {
        let (_, rest) = rest.split_once(' ')?;
        let path = rest.strip_prefix("=> ")?.split(' ').next()?;
        (!path.is_empty()).then(|| path.to_owned())
    })
}

/// Opens a page in the first browser that starts (`browser.Open`).
fn open_browser(invocation: &Invocation, url: &str) -> bool {
    let mut commands: Vec<Vec<&str>> = Vec::new();
    let process = &invocation.process;
    match process.var("BROWSER") {
        "" => {}
        browser => commands.push(vec![browser]),
    }
    match host::GOOS {
        "darwin" => commands.push(vec!["/usr/bin/open"]),
        _ if process.var("DISPLAY").is_empty() => {}
        _ => commands.push(vec!["xdg-open"]),
    }
    let known = ["chrome", "google-chrome", "chromium", "firefox"];
    commands.extend(known.map(|browser| vec![browser]));
    commands.into_iter().any(|mut command| {
        command.push(url);
        let spawn = spawn(invocation, &command, Streams::Inherit);
        spawn.is_ok_and(|spawn| starts_well(&spawn, PATIENCE))
    })
}

/// Escapes bytes for the query of a URL (`url.QueryEscape`).
fn query_escape(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len() * 3 / 2);
    for &byte in bytes {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => {
                out.push(char::from(byte));
            }
            b' ' => out.push('+'),
            _ => {
                let _ = write!(out, "%{byte:02X}");
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::c_library;
    use super::first_line;
    use super::query_escape;

    #[test]
    fn queries_are_escaped() {
        assert_eq!(query_escape("a b/ü~<\n".as_bytes()), "a+b%2F%C3%BC~%3C%0A");
    }

    #[test]
    fn ldd_names_the_library() {
        let text = "\tlinux-vdso.so.1 (0x7ffd)\n\tlibc.so.6 => /lib/x/libc.so.6 (0x7f5)\n";
        assert_eq!(c_library(text).as_deref(), Some("/lib/x/libc.so.6"));
        let musl = "\tlibc.musl-x86_64.so.1 => /lib/ld-musl.so.1 (0x7f)\n";
        assert_eq!(c_library(musl), None);
        assert_eq!(c_library("libc.so: libc.so.6 =>  x"), None);
    }

    #[test]
    fn an_empty_first_line_is_not_a_line() {
        assert_eq!(first_line(b" a \nb"), "a");
        assert_eq!(first_line(b"\nb\nc"), "b\nc");
    }
}

//! Replacement of texts that differ between any two runs.
//!
//! Counterpart: none.

use std::collections::BTreeSet;

/// Returns `text` with build directories (`…/go-build123`) as `$WORK` and elapsed times (`0.012s`
/// after a tab or in brackets, or before ` # ` at the beginning of a line) as `$TIME`. Masks random
/// seeds of C compilers, the numbers of the linker's directories and of temporary zips, and the
/// times in action graphs, in traces and in events of tests. In the output of a tool that prints
/// its own path, replaces the path by its wrapper's.
pub fn normalize(text: &str) -> String {
    let text = replace_times(&replace_work_dirs(&without_wrappers(text)));
    let text = mask_events(&mask_trace(&mask_graph_times(&text)));
    let seed = |c: char| c.is_ascii_alphanumeric() || "-_".contains(c);
    let text = mask(&text, "-frandom-seed=", seed);
    let text = mask(&text, "/go-link-", |c| c.is_ascii_digit());
    mask_command_times(&mask(&text, "go-readzip-", |c| c.is_ascii_digit()))
}

/// Masks the durations of commands that `-x` shows.
fn mask_command_times(text: &str) -> String {
    let lines = text.split_inclusive('\n');
    let mask = |line: &str| match elapsed(line) {
        Some(length) if line[length..].starts_with(" # ") => format!("$TIME{}", &line[length..]),
        _ => line.to_owned(),
    };
    lines.map(mask).collect()
}

/// Replaces the path by which a wrapper starts a tool with the wrapper's path.
fn without_wrappers(text: &str) -> String {
    let mut parts = text.split("/../../real/");
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let platform = part.find('/').unwrap_or_default();
        out.push_str(&part[platform..]);
    }
    out
}

/// Removes the characters after each `start`.
fn mask(text: &str, start: &str, is_masked: impl Fn(char) -> bool) -> String {
    let mut parts = text.split(start);
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        out.push_str(start);
        out.push_str(part.trim_start_matches(&is_masked));
    }
    out
}

/// Masks the times of a `-debug-actiongraph` file. The zero time of an event that did not happen
/// stays, and the presence of each time, too.
fn mask_graph_times(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        let field = line.trim_start().strip_prefix('"').unwrap_or_default();
        let is_spent = ["CmdReal\": ", "CmdUser\": ", "CmdSys\": "]
            .iter()
            .any(|name| field.starts_with(name));
        let is_time = ["TimeReady\": \"2", "TimeStart\": \"2", "TimeDone\": \"2"]
            .iter()
            .any(|name| field.starts_with(name));
        match line.rfind(": ") {
            _ if is_spent => {}
            Some(at) if is_time => {
                out.push_str(&line[..at]);
                out.push_str(": $TIME,\n");
            }
            _ => out.push_str(line),
        }
    }
    out
}

/// Masks the times of `test -json` events.
fn mask_events(text: &str) -> String {
    const START: &str = "{\"Time\":\"";
    if !text.contains(START) {
        return text.to_owned();
    }
    let mask_event = |line: &str| {
        let is_number = |c: char| c.is_ascii_digit() || c == '.';
        let is_time = |c: char| is_number(c) || "-+:TZ".contains(c);
        let line = mask(&mask(line, START, is_time), "\"Elapsed\":", is_number);
        // Tabs in strings are escaped.
        replace_times(&line.replace("\\t", "\t")).replace('\t', "\\t")
    };
    let lines = text.split_inclusive('\n');
    lines
        .map(|line| {
            if line.starts_with(START) {
                mask_event(line)
            } else {
                line.to_owned()
            }
        })
        .collect()
}

/// Masks the times of `-debug-trace` events. Events of package data are printed once each, after
/// all others: the official command reads ahead on other threads for a nondeterministic number of
/// packages, and shows these in the same lane.
fn mask_trace(text: &str) -> String {
    const TIME: &str = ",\"ts\":";
    let is_event = |line: &str| line.starts_with("{\"name\":") || line.starts_with(",{\"name\":");
    let (mut out, mut data) = (String::with_capacity(text.len()), BTreeSet::new());
    for line in text.split_inclusive('\n') {
        match line.split_once(TIME).filter(|_| is_event(line)) {
            None => out.push_str(line),
            Some((head, tail)) => {
                let tail = tail.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.');
                let event = format!("{head}{TIME}$TIME{tail}");
                if head.contains("\"load.loadPackageData ") {
                    data.insert(event);
                } else {
                    out.push_str(&event);
                }
            }
        }
    }
    out.extend(data);
    out
}

fn replace_work_dirs(text: &str) -> String {
    const NAME: &str = "/go-build";
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(NAME) {
        let after = &rest[at + NAME.len()..];
        let digits = after.len() - after.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        // The cache's default directory has no digits.
        if digits == 0 {
            out.push_str(&rest[..at + NAME.len()]);
        } else {
            let before = &rest[..at];
            let start = before
                .rfind(|c: char| c.is_whitespace() || "'\"=:,;()".contains(c))
                .map_or(0, |end| end + 1);
            out.push_str(&before[..start]);
            out.push_str("$WORK");
        }
        rest = &after[digits..];
    }
    out.push_str(rest);
    out
}

fn replace_times(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(['\t', '(']) {
        let (before, after) = rest.split_at(at + 1);
        out.push_str(before);
        rest = after;
        if let Some(length) = elapsed(after) {
            out.push_str("$TIME");
            rest = &after[length..];
        }
    }
    out.push_str(rest);
    out
}

/// Returns the length of the `12.345s` that `text` starts with.
fn elapsed(text: &str) -> Option<usize> {
    let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
    let whole = digits(text);
    let fraction = digits(text[whole..].strip_prefix('.')?);
    let is_time = whole > 0 && fraction > 0 && text[whole + 1 + fraction..].starts_with('s');
    is_time.then_some(whole + fraction + 2)
}

#[cfg(test)]
mod tests {
    use super::normalize;

    #[test]
    fn only_what_changes() {
        for (text, want) in [
            (
                "WORK=/tmp/go-build123\ncd /tmp/go-build123/b001\n",
                "WORK=$WORK\ncd $WORK/b001\n",
            ),
            (
                "-o '/t/go-build7/x' /c/go-build/aa",
                "-o '$WORK/x' /c/go-build/aa",
            ),
            (
                "ok  \tm\t0.012s\n--- PASS: T (0.00s)\n",
                "ok  \tm\t$TIME\n--- PASS: T ($TIME)\n",
            ),
            ("0.012s # cd x\n1s # y", "$TIME # cd x\n1s # y"),
            ("\t1.2.3s\t(x)\t5s", "\t1.2.3s\t(x)\t5s"),
            ("/g/tool/a_b/../../real/a_b/link: x", "/g/tool/a_b/link: x"),
            (
                "-frandom-seed=aZ_0-x -o /tmp/go-link-12/000000.o",
                "-frandom-seed= -o /tmp/go-link-/000000.o",
            ),
            (
                "\t\t\"TimeDone\": \"2026-01-02T03:04:05.6Z\",\n\t\t\"Cmd\": null\n",
                "\t\t\"TimeDone\": $TIME,\n\t\t\"Cmd\": null\n",
            ),
            (
                "\t\t\"TimeDone\": \"0001-01-01T00:00:00Z\",\n\t\t],\n\t\t\"CmdReal\": 7\n\t}\n",
                "\t\t\"TimeDone\": \"0001-01-01T00:00:00Z\",\n\t\t],\n\t}\n",
            ),
        ] {
            assert_eq!(normalize(text), want);
        }
    }
}

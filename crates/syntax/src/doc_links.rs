//! The words of one doc comment paragraph, as plain text.
//!
//! Brackets of links to packages and of defined links go away; everything else stays.
//! Counterpart: go/doc/comment/parse.go (`parseLinkedText`, `docLink`, `autoURL`),
//! go/doc/comment/text.go.

use vamos_base::golang::unicode::decode;
use vamos_base::golang::unicode::is_graphic;
use vamos_base::golang::unicode::is_letter;
use vamos_base::golang::unicode::is_space;
use vamos_base::golang::unicode::is_upper;

/// Standard packages that a doc link may name without a slash.
const PACKAGES: [&str; 40] = [
    "bufio", "bytes", "cmp", "context", "crypto", "embed", "encoding", "errors", "expvar", "flag",
    "fmt", "hash", "html", "image", "io", "iter", "log", "maps", "math", "mime", "net", "os",
    "path", "plugin", "reflect", "regexp", "runtime", "slices", "sort", "strconv", "strings",
    "structs", "sync", "syscall", "testing", "time", "unicode", "unique", "unsafe", "weak",
];

/// Prints a paragraph on one line; link definitions that it uses follow.
pub(crate) fn print(text: &str, links: &[(String, String)]) -> String {
    let mut out = String::with_capacity(text.len());
    let mut used = vec![false; links.len()];
    let mut wrote = 0;
    let mut start = None;
    for (i, byte) in text.bytes().enumerate() {
        match byte {
            b'[' => start = Some(i),
            b']' => {
                if let Some(open) = start.take() {
                    let inside = &text[open + 1..i];
                    let label = inside.replace(['\n', '\t'], " ");
                    let defined = links.iter().position(|(name, _)| *name == label);
                    if let Some(link) = defined {
                        used[link] = true;
                    }
                    if defined.is_some() || is_doc_link(inside, &text[..open], &text[i + 1..]) {
                        plain(&mut out, &text[wrote..open], true);
                        plain(&mut out, inside, false);
                        wrote = i + 1;
                    }
                }
            }
            _ => {}
        }
    }
    plain(&mut out, &text[wrote..], true);
    let words: Vec<&str> = out
        .split(is_space)
        .filter(|word| !word.is_empty())
        .collect();
    let mut line = words.join(" ");
    if used.contains(&true) {
        line.push('\n');
        for ((name, url), _) in links.iter().zip(&used).filter(|(_, used)| **used) {
            line.push_str(&format!("\n[{name}]: {url}"));
        }
    }
    line
}

/// Appends text with paired quotes made typographic; URLs and words stay as they are.
fn plain(out: &mut String, text: &str, auto_link: bool) {
    let bytes = text.as_bytes();
    let mut wrote = 0;
    let mut i = 0;
    while i < text.len() {
        let rest = &bytes[i..];
        if auto_link {
            let skip = auto_url(rest).unwrap_or_else(|| identifier(rest));
            if skip > 0 {
                i += skip;
                continue;
            }
        }
        if rest.starts_with(b"```") {
            // Upstream means to pass the run of quotes and passes at least three.
            i += 3;
            while i < rest.len() && rest[i] == b'`' {
                i += 1;
            }
        } else if rest.starts_with(b"``") || rest.starts_with(b"''") {
            out.push_str(&text[wrote..i]);
            out.push(if rest[0] == b'`' { '“' } else { '”' });
            i += 2;
            wrote = i;
        } else {
            i += 1;
        }
    }
    out.push_str(&text[wrote.min(text.len())..]);
}

fn may_border(c: Option<char>) -> bool {
    match c {
        None => true,
        Some(c) => matches!(c, ' ' | '\t' | '\n') || is_punctuation(c),
    }
}

/// Category P; above ASCII, every visible character that is neither letter nor digit counts as
/// punctuation.
fn is_punctuation(c: char) -> bool {
    if c.is_ascii() {
        c.is_ascii_punctuation()
            && !matches!(c, '$' | '+' | '<' | '=' | '>' | '^' | '`' | '|' | '~')
    } else {
        is_graphic(c) && !c.is_alphanumeric() && !is_space(c)
    }
}

fn is_doc_link(text: &str, before: &str, after: &str) -> bool {
    if !may_border(before.chars().next_back()) || !may_border(after.chars().next()) {
        return false;
    }
    let text = text.strip_prefix('*').unwrap_or(text);
    let mut package = text;
    // A name, then perhaps a receiver, come off the end.
    for _ in 0..2 {
        let Some(rest) = without_name(package) else {
            break;
        };
        package = rest;
    }
    if package.contains('/') {
        is_import_path(package)
    } else {
        PACKAGES.contains(&package)
    }
}

/// Splits `.Name` off the end; a name alone leaves nothing.
fn without_name(text: &str) -> Option<&str> {
    let (before, name) = text.rsplit_once('.').unwrap_or(("", text));
    let is_name = identifier(name.as_bytes()) == name.len() && name.starts_with(is_upper);
    is_name.then_some(before)
}

fn is_import_path(path: &str) -> bool {
    !path.starts_with('-')
        && path.split('/').all(|element| {
            !element.is_empty()
                && !element.starts_with('.')
                && !element.ends_with('.')
                && element
                    .bytes()
                    .all(|b| b.is_ascii_alphanumeric() || b"-.~_+".contains(&b))
        })
}

/// Returns the length of the identifier that `text` starts with.
fn identifier(text: &[u8]) -> usize {
    let mut at = 0;
    while let (Some(c), width) = decode(&text[at..]) {
        let fits = is_letter(c) || c == '_' || c.is_ascii_digit() && at > 0;
        if !fits {
            break;
        }
        at += width;
    }
    at
}

pub(crate) fn is_scheme(text: &str) -> bool {
    matches!(
        text,
        "file" | "ftp" | "gopher" | "http" | "https" | "mailto" | "nntp"
    )
}

/// Returns the length of the URL that `text` starts with.
fn auto_url(text: &[u8]) -> Option<usize> {
    if text.len() < 7 {
        return None;
    }
    let colon = (3..=6).find(|i| text[*i] == b':')?;
    if !text[colon..].starts_with(b"://") || !is_scheme(std::str::from_utf8(&text[..colon]).ok()?) {
        return None;
    }
    let is_punct = |b: &u8| b".,:;?!".contains(b);
    let is_host = |b: &u8| b.is_ascii_alphanumeric() || b"_@-.[]:".contains(b);
    let host = colon + 3;
    if !text.get(host).is_some_and(|b| is_host(b) && !is_punct(b)) {
        return None;
    }
    let mut end = host + 1;
    for (i, byte) in text.iter().enumerate().skip(end) {
        if !is_host(byte) {
            break;
        }
        if !is_punct(byte) {
            end = i + 1;
        }
    }
    let mut open = Vec::new();
    for (i, byte) in text.iter().enumerate().skip(end) {
        if is_punct(byte) {
            continue;
        }
        match byte {
            b'(' => open.push(b')'),
            b'{' => open.push(b'}'),
            b'[' => open.push(b']'),
            b')' | b'}' | b']' => {
                if open.pop() != Some(*byte) {
                    break;
                }
            }
            _ if byte.is_ascii_alphanumeric() || b"$'*+&#=@~_/-%".contains(byte) => {}
            _ => break,
        }
        if open.is_empty() {
            end = i + 1;
        }
    }
    Some(end)
}

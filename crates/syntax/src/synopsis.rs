//! The first sentence of a package comment.
//!
//! A doc comment is parsed only as far as it affects the extent and the words of the first
//! paragraph: links lose their brackets, paired quotes become typographic.
//! Counterpart: go/doc/synopsis.go, go/doc/comment (`Parser.Parse`, `Printer.Text`).

use vamos_base::golang::unicode::is_space;
use vamos_base::golang::unicode::is_upper;

use crate::doc_links;

/// Returns the synopsis of a comment's text.
pub(crate) fn synopsis(text: &str) -> String {
    let sentence = first_sentence(text);
    let lower = sentence.to_lowercase();
    let notices = ["copyright", "all rights", "author"];
    if notices.iter().any(|notice| lower.starts_with(notice)) {
        return String::new();
    }
    let lines = unindent(sentence);
    match first_paragraph(&lines) {
        Some(paragraph) => doc_links::print(&paragraph.text, &paragraph.links),
        None => String::new(),
    }
}

/// The sentence ends after a period that is followed by space, unless the period
/// follows a single upper-case letter; or after an ideographic full stop.
fn first_sentence(text: &str) -> &str {
    let (mut third, mut second, mut last) = ('\0', '\0', '\0');
    for (i, c) in text.char_indices() {
        let c = if matches!(c, '\n' | '\r' | '\t') {
            ' '
        } else {
            c
        };
        if c == ' ' && last == '.' && (!is_upper(second) || is_upper(third)) {
            return &text[..i];
        }
        if last == '。' || last == '．' {
            return &text[..i];
        }
        (third, second, last) = (second, last, c);
    }
    text
}

fn leading_space(line: &str) -> &str {
    let end = line.find(|c| c != ' ' && c != '\t').unwrap_or(line.len());
    &line[..end]
}

fn unindent(text: &str) -> Vec<&str> {
    let mut lines: Vec<&str> = text.split('\n').collect();
    while lines.last().is_some_and(|line| line.is_empty()) {
        lines.pop();
    }
    let start = lines.iter().take_while(|line| line.is_empty()).count();
    lines.drain(..start);
    let Some(first) = lines.first() else {
        return lines;
    };
    let mut prefix = leading_space(first);
    for line in lines.iter().filter(|line| !line.is_empty()) {
        let space = leading_space(line);
        let common = prefix
            .bytes()
            .zip(space.bytes())
            .take_while(|(a, b)| a == b)
            .count();
        prefix = &prefix[..common];
    }
    for line in &mut lines {
        *line = line.strip_prefix(prefix).unwrap_or(line);
        if line.trim_matches(is_space).is_empty() {
            *line = "";
        }
    }
    while lines.last().is_some_and(|line| line.is_empty()) {
        lines.pop();
    }
    let start = lines.iter().take_while(|line| line.is_empty()).count();
    lines.drain(..start);
    lines
}

/// The first paragraph, if the comment starts with one, and all link definitions.
struct Paragraph {
    text: String,
    links: Vec<(String, String)>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Block {
    Paragraph,
    Other,
}

fn first_paragraph(lines: &[&str]) -> Option<Paragraph> {
    let mut first: Option<(Block, String)> = None;
    let mut links = Vec::new();
    for (range, block) in spans(lines) {
        let lines = &lines[range];
        if block == Block::Paragraph {
            let definitions: Option<Vec<_>> = lines.iter().map(|line| link(line)).collect();
            if let Some(definitions) = definitions {
                links.extend(definitions);
                continue;
            }
        }
        if first.is_none() {
            first = Some((block, lines.join("\n")));
        }
    }
    match first {
        Some((Block::Paragraph, text)) => Some(Paragraph { text, links }),
        _ => None,
    }
}

fn indented(line: &str) -> bool {
    line.starts_with([' ', '\t'])
}

/// Divides lines into blocks. A heading after the first block reads as a paragraph
/// here, which is fine: only the first block is printed.
fn spans(lines: &[&str]) -> Vec<(std::ops::Range<usize>, Block)> {
    let mut spans = Vec::new();
    let mut i = 0;
    let mut force_indent = 0;
    let is_text = |i: usize| lines.get(i).is_some_and(|line| !line.is_empty());
    loop {
        while i < lines.len() && lines[i].is_empty() {
            i += 1;
        }
        if i >= lines.len() {
            return spans;
        }
        let start = i;
        let mut end;
        if i < force_indent || indented(lines[i]) {
            let mut list_ok = is_list(lines[i]) && i < force_indent;
            i += 1;
            while i < lines.len()
                && (lines[i].is_empty()
                    || i < force_indent
                    || indented(lines[i])
                    || list_ok && is_list(lines[i]))
            {
                list_ok &= !lines[i].is_empty();
                i += 1;
            }
            end = i;
            while end > start && lines[end - 1].is_empty() {
                end -= 1;
            }
            if end < lines.len() && lines[end].starts_with('}') {
                end += 1;
            }
            spans.push((start..end, Block::Other));
        } else {
            i += 1;
            while is_text(i) && !indented(lines[i]) {
                i += 1;
            }
            end = i;
            if is_text(i) && !is_list(lines[i]) {
                if is_list(lines[i - 1]) {
                    force_indent = end;
                    end -= 1;
                    while end > start && is_list(lines[end - 1]) {
                        end -= 1;
                    }
                } else if lines[i - 1].ends_with(['{', '\\']) {
                    force_indent = end;
                    end -= 1;
                }
                if start == end && force_indent > start {
                    i = start;
                    continue;
                }
            }
            let is_heading = end - start == 1 && is_heading(lines[start]);
            let block = if is_heading {
                Block::Other
            } else {
                Block::Paragraph
            };
            spans.push((start..end, block));
        }
        i = end;
    }
}

fn is_heading(line: &str) -> bool {
    (line.starts_with("# ") || line.starts_with("#\t")) && line.trim_matches(is_space) != "#"
}

fn is_list(line: &str) -> bool {
    let line = line.trim_matches(is_space);
    let rest = match line.strip_prefix(['•', '*', '+', '-']) {
        Some(rest) => rest,
        None => {
            let rest = line.trim_start_matches(|c: char| c.is_ascii_digit());
            match rest.strip_prefix(['.', ')']) {
                Some(after) if rest.len() < line.len() => after,
                _ => return false,
            }
        }
    };
    indented(rest) && !rest.trim_matches(is_space).is_empty()
}

/// Parses `[text]: scheme://…`.
fn link(line: &str) -> Option<(String, String)> {
    let rest = line.strip_prefix('[')?;
    let end = rest.find("]:")?;
    let after = &rest[end + 2..];
    if after.len() < 2 || !indented(after) {
        return None;
    }
    let url = after.trim_matches(is_space);
    let scheme = &url[..url.find("://")?];
    doc_links::is_scheme(scheme).then(|| (rest[..end].to_owned(), url.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::synopsis;

    /// Expected values come from go/doc.Synopsis.
    #[test]
    fn sentences() {
        let table = [
            ("Package p is\nfine. More.\n", "Package p is fine."),
            (
                "Package p by J. Doe is fine.  More\n",
                "Package p by J. Doe is fine.",
            ),
            (
                "Uses the X.509 and ABC. And more\n",
                "Uses the X.509 and ABC.",
            ),
            ("Copyright 2020 X.\n", ""),
            (
                "Has [text] and [fmt.Println] and [x/y].\n",
                "Has [text] and fmt.Println and x/y.",
            ),
            ("Says ``hello'' you.\n", "Says “hello” you."),
            ("\tcode first\n", "code first"),
            ("# Heading\n", ""),
            ("Items:\n  - item\n", "Items:"),
            ("世界。次\n", "世界。"),
            ("", ""),
        ];
        for (text, want) in table {
            assert_eq!(synopsis(text), want, "{text}");
        }
    }
}

//! Parses the output of `svn --xml`.
//!
//! Counterpart: cmd/go/internal/modfetch/codehost/svn.go, encoding/xml (`Unmarshal`).

use vamos_base::golang::strconv::parse_decimal;
use vamos_base::golang::xml::Attributes;
use vamos_base::golang::xml::Token;
use vamos_base::golang::xml::Tokens;

/// A file or directory of `svn list`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Entry {
    /// `file` or `dir`.
    pub(crate) kind: String,
    /// Its path below the listed directory.
    pub(crate) name: String,
    /// Its size.
    pub(crate) size: i64,
}

/// A part of the document's element; the name of that element is ignored.
enum Part<'t> {
    /// An element two levels deep begins.
    Begin(&'t str, &'t Attributes),
    /// Text of an element three levels deep.
    Text(&'t str, &'t str, &'t str),
}

/// Reads the first element of a document and its contents; the error is the whole text.
fn read(text: &str, visit: &mut dyn FnMut(Part<'_>) -> Result<(), String>) -> Result<(), String> {
    let mut tokens = Tokens::strict(text.as_bytes());
    let mut open: Vec<String> = Vec::new();
    let mut texts: Vec<String> = Vec::new();
    loop {
        let token = tokens.next_token().map_err(|error| error.to_string())?;
        match token {
            None if open.is_empty() => return Err("EOF".to_owned()),
            None => return Err(tokens.syntax_error("unexpected EOF").to_string()),
            Some(Token::Start(name, attributes)) => {
                if open.len() == 1 {
                    visit(Part::Begin(&name, &attributes))?;
                }
                open.push(name);
                texts.push(String::new());
            }
            Some(Token::End(name)) => {
                let Some(begun) = open.pop() else {
                    let text = format!("unexpected end element </{name}>");
                    return Err(tokens.syntax_error(text).to_string());
                };
                if begun != name {
                    let text = format!("element <{begun}> closed by </{name}>");
                    return Err(tokens.syntax_error(text).to_string());
                }
                let inside = texts.pop().unwrap_or_default();
                match &open[..] {
                    [] => return Ok(()),
                    [_, parent] => visit(Part::Text(parent, &name, &inside))?,
                    _ => {}
                }
            }
            Some(Token::Text(text)) => {
                if let Some(last) = texts.last_mut() {
                    last.push_str(&text);
                }
            }
            Some(Token::Other) => {}
        }
    }
}

fn attribute<'a>(attributes: &'a Attributes, name: &str) -> Option<&'a str> {
    let mut found = attributes.iter().filter(|(key, _)| key == name);
    found.next_back().map(|(_, value)| value.as_str())
}

/// Parses a number; surrounding spaces are ignored, and an empty text is 0.
fn number(text: &str) -> Result<i64, String> {
    if text.is_empty() {
        return Ok(0);
    }
    parse_decimal(text.trim())
}

/// Returns revision and date of the entry of `svn log`; without one, 0 and an empty date.
pub(crate) fn log_entry(text: &str) -> Result<(i64, String), String> {
    let (mut revision, mut date) = (0, String::new());
    read(text, &mut |part| {
        match part {
            Part::Begin("logentry", attributes) => {
                if let Some(value) = attribute(attributes, "revision") {
                    revision = number(value)?;
                }
            }
            Part::Text("logentry", "date", text) => text.clone_into(&mut date),
            Part::Begin(..) | Part::Text(..) => {}
        }
        Ok(())
    })?;
    Ok((revision, date))
}

/// Returns the entries of `svn list`.
pub(crate) fn entries(text: &str) -> Result<Vec<Entry>, String> {
    let mut entries: Vec<Entry> = Vec::new();
    read(text, &mut |part| {
        match part {
            Part::Begin("entry", attributes) => entries.push(Entry {
                kind: attribute(attributes, "kind").unwrap_or_default().to_owned(),
                ..Entry::default()
            }),
            Part::Text("entry", field, text) => {
                if let Some(entry) = entries.last_mut() {
                    match field {
                        "name" => text.clone_into(&mut entry.name),
                        "size" => entry.size = number(text)?,
                        _ => {}
                    }
                }
            }
            Part::Begin(..) | Part::Text(..) => {}
        }
        Ok(())
    })?;
    Ok(entries)
}

#[cfg(test)]
mod tests {
    use super::entries;
    use super::log_entry;

    #[test]
    fn answers() {
        let text = "<?xml version=\"1.0\"?>\n<log>\n<logentry\n revision=\"7\">\n<date>d</date>\n<msg>a &lt; b</msg></logentry></log>";
        assert_eq!(log_entry(text), Ok((7, "d".to_owned())));
        let text = "<list path='x'><entry kind='file'><name>a &amp; b</name><size>3</size>\
            <commit revision='1'><author>x</author></commit></entry><entry kind='dir'><name>d</name></entry></list>";
        let found = entries(text).unwrap();
        assert_eq!((found[0].name.as_str(), found[0].size), ("a & b", 3));
        assert_eq!((found[1].kind.as_str(), found.len()), ("dir", 2));
    }

    #[test]
    fn broken_answers() {
        for (text, want) in [
            ("", "EOF"),
            ("svn: E1", "EOF"),
            ("<log>", "XML syntax error on line 1: unexpected EOF"),
            (
                "<log>\n</list>",
                "XML syntax error on line 2: element <log> closed by </list>",
            ),
            (
                "</log>",
                "XML syntax error on line 1: unexpected end element </log>",
            ),
            (
                "<log><logentry revision='x'/></log>",
                "strconv.ParseInt: parsing \"x\": invalid syntax",
            ),
        ] {
            assert_eq!(log_entry(text).unwrap_err(), want, "{text}");
        }
    }
}

//! Text in the language of manual pages (man(7)).
//!
//! Counterpart: none.

/// A manual page that is being written.
pub(super) struct Roff(String);

impl Roff {
    /// Begins a page of section 1. It has no date, so that the same vamos writes the same
    /// bytes.
    pub(super) fn new(name: &str, version: &str) -> Self {
        let name = name.to_uppercase();
        Self(format!(
            ".TH \"{name}\" 1 \"\" \"vamos {version}\" \"vamos\"\n"
        ))
    }

    /// Begins a section.
    pub(super) fn section(&mut self, title: &str) {
        self.line(&format!(".SH {title}"));
    }

    /// Adds text: paragraphs between empty lines, and lines after a tab as they are.
    pub(super) fn text(&mut self, text: &str) {
        let mut is_example = false;
        let mut is_open = true;
        for line in text.trim().lines() {
            let example = line.strip_prefix('\t');
            match (example.is_some(), is_example) {
                (true, false) => self.line(".PP\n.RS 4\n.nf"),
                (false, true) => {
                    self.line(".fi\n.RE");
                    is_open = false;
                }
                _ => {}
            }
            is_example = example.is_some();
            let line = example.unwrap_or(line);
            if line.is_empty() {
                is_open = false;
                continue;
            }
            if !is_open && !is_example {
                self.line(".PP");
            }
            is_open = true;
            self.escaped(line);
        }
        if is_example {
            self.line(".fi\n.RE");
        }
    }

    /// Adds an item of a list: a term in bold, its value in italics, and a text.
    pub(super) fn item(&mut self, term: &str, value: &str, text: &str) {
        self.line(".TP");
        let (term, value) = (escape(term), escape(value));
        self.line(&match value.as_str() {
            "" => format!("\\fB{term}\\fR"),
            value => format!("\\fB{term}\\fR\\fI{value}\\fR"),
        });
        self.escaped(text);
    }

    /// Adds a line in bold.
    pub(super) fn bold(&mut self, text: &str) {
        self.line(&format!("\\fB{}\\fR", escape(text)));
    }

    /// Returns the page.
    pub(super) fn finish(self) -> String {
        self.0
    }

    fn escaped(&mut self, line: &str) {
        let line = escape(line);
        // A line that begins with a period would be a request.
        let shield = if line.starts_with('.') { "\\&" } else { "" };
        self.line(&format!("{shield}{line}"));
    }

    fn line(&mut self, line: &str) {
        self.0.push_str(line);
        self.0.push('\n');
    }
}

fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' => out.push_str("\\e"),
            '-' => out.push_str("\\-"),
            // Without these groff prints characters that no shell understands.
            '`' | '\'' => out.push_str("\\(aq"),
            '^' => out.push_str("\\(ha"),
            '~' => out.push_str("\\(ti"),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::Roff;

    #[test]
    fn paragraphs_examples_and_requests() {
        let mut page = Roff::new("vamos-x", "1");
        page.section("DESCRIPTION");
        page.text("One.\n.two\n\nThree\n\n\ta -b\n\t\\n\n\nEnd\n");
        page.item("-o", "=file", "'x' ~");
        assert_eq!(
            page.finish(),
            ".TH \"VAMOS-X\" 1 \"\" \"vamos 1\" \"vamos\"\n.SH DESCRIPTION\nOne.\n\\&.two\n.PP\n\
             Three\n.PP\n.RS 4\n.nf\na \\-b\n\\en\n.fi\n.RE\n.PP\nEnd\n.TP\n\
             \\fB\\-o\\fR\\fI=file\\fR\n\\(aqx\\(aq \\(ti\n"
        );
    }
}

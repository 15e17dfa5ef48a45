//! Go's text/tabwriter: columns that are aligned with tabs.
//!
//! Of upstream's options only those that its tools use: padding with tabs, and marks around text
//! that is not cut into cells, which are removed.
//! Counterpart: text/tabwriter/tabwriter.go.

/// Marks the beginning and the end of text that is not cut into cells.
pub const ESCAPE: u8 = 0xff;

/// Cells from this one on are not aligned. Only hostile text has as many.
const MOST_COLUMNS: usize = 256;

/// A text of lines of cells. A tab ends a cell; text after the last tab is in no column.
#[derive(Debug)]
pub struct TabWriter {
    min_width: usize,
    tab_width: usize,
    padding: usize,
    text: Vec<u8>,
    /// Up to where the width of the current cell is known.
    measured: usize,
    cell: Cell,
    is_escaped: bool,
    lines: Vec<Vec<Cell>>,
    /// Lines without cells, to be used again.
    spare: Vec<Vec<Cell>>,
}

#[derive(Clone, Copy, Debug, Default)]
struct Cell {
    /// In bytes.
    size: usize,
    /// In characters.
    width: usize,
}

impl TabWriter {
    /// Starts a text whose columns have at least these widths, `padding` included.
    pub fn new(min_width: usize, tab_width: usize, padding: usize) -> Self {
        Self {
            min_width,
            tab_width: tab_width.max(1),
            padding,
            text: Vec::new(),
            measured: 0,
            cell: Cell::default(),
            is_escaped: false,
            lines: vec![Vec::new()],
            spare: Vec::new(),
        }
    }

    /// Adds text. Complete blocks are formatted and appended to `out`.
    pub fn write(&mut self, text: &[u8], out: &mut Vec<u8>) {
        let mut start = 0;
        for (at, byte) in text.iter().enumerate() {
            let ends = match byte {
                &ESCAPE => true,
                b'\t' | 0x0b | b'\n' | 0x0c => !self.is_escaped,
                _ => false,
            };
            if !ends {
                continue;
            }
            self.append(&text[start..at]);
            self.measure();
            start = at + 1;
            if *byte == ESCAPE {
                self.is_escaped = !self.is_escaped;
                continue;
            }
            let cells = self.end_cell();
            if matches!(byte, b'\n' | 0x0c) {
                self.start_line();
                // A line of one cell does not change how later ones are aligned.
                if *byte == 0x0c || cells == 1 {
                    self.flush(out);
                }
            }
        }
        self.append(&text[start..]);
    }

    /// Formats the remaining text, and appends it to `out`.
    pub fn flush(&mut self, out: &mut Vec<u8>) {
        if self.cell.size > 0 {
            if self.is_escaped {
                self.measure();
                self.is_escaped = false;
            }
            self.end_cell();
        }
        let mut layout = Layout {
            text: &self.text,
            lines: &self.lines,
            widths: Vec::new(),
            writer: self,
            at: 0,
            out,
        };
        layout.format(0, self.lines.len());
        self.text.clear();
        self.measured = 0;
        self.cell = Cell::default();
        self.is_escaped = false;
        for mut line in self.lines.drain(..) {
            line.clear();
            self.spare.push(line);
        }
        self.start_line();
    }

    fn start_line(&mut self) {
        self.lines.push(self.spare.pop().unwrap_or_default());
    }

    fn append(&mut self, text: &[u8]) {
        self.text.extend_from_slice(text);
        self.cell.size += text.len();
    }

    fn measure(&mut self) {
        self.cell.width += count_characters(&self.text[self.measured..]);
        self.measured = self.text.len();
    }

    /// Ends the current cell; returns how many the line has.
    fn end_cell(&mut self) -> usize {
        let cell = std::mem::take(&mut self.cell);
        let Some(line) = self.lines.last_mut() else {
            return 0;
        };
        line.push(cell);
        line.len()
    }
}

/// Returns the number of characters that Go counts: each byte that is not UTF-8 is one.
pub fn count_characters(text: &[u8]) -> usize {
    if text.is_ascii() {
        return text.len();
    }
    let chunks = text.utf8_chunks();
    chunks
        .map(|chunk| chunk.valid().chars().count() + chunk.invalid().len())
        .sum()
}

/// Formats the lines that were collected.
struct Layout<'w> {
    writer: &'w TabWriter,
    text: &'w [u8],
    lines: &'w [Vec<Cell>],
    /// The widths of the columns on the left.
    widths: Vec<usize>,
    /// Up to where the text is written.
    at: usize,
    out: &'w mut Vec<u8>,
}

impl Layout<'_> {
    /// Formats lines with the given columns on the left.
    fn format(&mut self, mut first: usize, end: usize) {
        let column = self.widths.len();
        let has_column = |line: &Vec<Cell>| column + 1 < line.len() && column < MOST_COLUMNS;
        let mut this = first;
        while this < end {
            if !has_column(&self.lines[this]) {
                this += 1;
                continue;
            }
            // The lines before the block that has this column.
            self.write_lines(first, this);
            first = this;
            let mut width = self.writer.min_width;
            while this < end && has_column(&self.lines[this]) {
                width = width.max(self.lines[this][column].width + self.writer.padding);
                this += 1;
            }
            self.widths.push(width);
            self.format(first, this);
            self.widths.pop();
            first = this;
            // Upstream examines the line after a block in its next round only.
            this += 1;
        }
        self.write_lines(first, end);
    }

    fn write_lines(&mut self, first: usize, end: usize) {
        for index in first..end {
            for (column, cell) in self.lines[index].iter().enumerate() {
                self.take(cell.size);
                if let Some(width) = self.widths.get(column) {
                    self.pad(cell.width, *width);
                }
            }
            if index + 1 == self.lines.len() {
                self.take(self.writer.cell.size);
            } else {
                self.out.push(b'\n');
            }
        }
    }

    fn take(&mut self, size: usize) {
        self.out
            .extend_from_slice(&self.text[self.at..self.at + size]);
        self.at += size;
    }

    fn pad(&mut self, width: usize, cell_width: usize) {
        let tab = self.writer.tab_width;
        let cell_width = cell_width.div_ceil(tab) * tab;
        let tabs = cell_width.saturating_sub(width).div_ceil(tab);
        self.out.extend(std::iter::repeat_n(b'\t', tabs));
    }
}

#[cfg(test)]
mod tests {
    use super::TabWriter;

    fn aligned(text: &[u8]) -> String {
        let mut writer = TabWriter::new(18, 8, 1);
        let mut out = Vec::new();
        writer.write(text, &mut out);
        writer.flush(&mut out);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn columns_are_as_wide_as_their_widest_cell() {
        assert_eq!(aligned(b"a\tb\tc\n"), "a\t\t\tb\t\t\tc\n");
        let long = "x".repeat(30);
        let text = format!("a\tb\n{long}\tb\n");
        assert_eq!(aligned(text.as_bytes()), format!("a\t\t\t\tb\n{long}\tb\n"));
    }

    #[test]
    fn a_line_without_cells_ends_columns() {
        let long = "x".repeat(30);
        let text = format!("a\tb\nplain\n{long}\tb\n");
        assert_eq!(
            aligned(text.as_bytes()),
            format!("a\t\t\tb\nplain\n{long}\tb\n")
        );
    }

    #[test]
    fn escaped_text_is_not_cut() {
        assert_eq!(
            aligned(b"\xff\ta\tb\xff\nc\td\t\n"),
            "\ta\tb\nc\t\t\td\t\t\t\n"
        );
        assert_eq!(aligned("é\tb\n".as_bytes()), "é\t\t\tb\n");
    }
}

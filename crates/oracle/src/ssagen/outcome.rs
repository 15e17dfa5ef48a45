//! Counts of one package or of several, and the first differences.
//!
//! Counterpart: none.

/// The number of differences of a package that are stored.
const KEPT: usize = 3;

/// The outcome of one package or of several.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Outcome {
    pub(super) functions: usize,
    /// Complete debug entries.
    pub(super) entries: usize,
    /// Functions without instructions of ours.
    pub(super) refused: usize,
    pub(super) differ: usize,
    /// The first differences.
    pub(super) shown: Vec<String>,
}

impl Outcome {
    /// Adds a difference.
    pub(super) fn add(&mut self, text: String) {
        self.differ += 1;
        self.show(text);
    }

    /// Adds a function that was refused.
    pub(super) fn refuse(&mut self, text: String) {
        self.refused += 1;
        self.show(text);
    }

    fn show(&mut self, text: String) {
        if self.shown.len() < KEPT {
            self.shown.push(text);
        }
    }

    /// Reports whether functions were compared and all are equal.
    pub(super) fn is_equal(&self) -> bool {
        self.functions > 0 && self.differ == 0 && self.refused == 0
    }

    /// Returns the counts for a reader.
    pub(super) fn summary(&self) -> String {
        let Self {
            functions,
            entries,
            refused,
            differ,
            ..
        } = self;
        format!(
            "ssagen: {functions} functions, {entries} debug entries, {refused} refused, {differ} \
             differ"
        )
    }

    /// Returns the outcome as the content of a result file.
    pub(super) fn text(&self) -> String {
        let Self {
            functions,
            entries,
            refused,
            differ,
            shown,
        } = self;
        let shown = shown.join("\n");
        format!("{functions} {entries} {refused} {differ}\n{shown}")
    }

    /// Adds the content of a result file; `None` if it has another form.
    pub(super) fn add_text(&mut self, text: &str) -> Option<()> {
        let (counts, shown) = text.split_once('\n')?;
        let mut counts = counts.split(' ').map(str::parse::<usize>);
        let mut next = || counts.next()?.ok();
        self.functions += next()?;
        self.entries += next()?;
        self.refused += next()?;
        self.differ += next()?;
        if !shown.is_empty() {
            self.shown.push(shown.to_owned());
        }
        Some(())
    }
}

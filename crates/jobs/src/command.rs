//! A job's command line, rendered.
//!
//! Counterpart: cmd/go/internal/work/shell.go (`runOut` takes the same parts).

use crate::name::placed;

/// Program and arguments, where they run, and the variables set for them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Command {
    /// The program, which may be a name to look up, and its arguments.
    pub words: Vec<String>,
    /// The directory it runs in; `.` or empty is the directory of the whole command.
    pub dir: String,
    /// Variables set over the environment of tools, in order; `-x` shows them.
    pub env: Vec<(String, String)>,
}

impl Command {
    /// Returns the command for a run with this work directory.
    pub(crate) fn placed(self, work_dir: &str) -> Self {
        let place = |text: &String| placed(text, work_dir);
        Self {
            words: self.words.iter().map(place).collect(),
            dir: placed(&self.dir, work_dir),
            env: self
                .env
                .into_iter()
                .map(|(name, value)| (name, placed(&value, work_dir)))
                .collect(),
        }
    }
}

/// The words of a command line under construction.
#[derive(Default)]
pub(crate) struct Words(pub(crate) Vec<String>);

impl Words {
    /// Returns room for a command line of usual length that starts with these words.
    pub(crate) fn starting_with(start: Vec<String>) -> Self {
        let mut words = start;
        words.reserve(48);
        Self(words)
    }

    /// Adds words.
    pub(crate) fn add(&mut self, words: &[&str]) {
        self.0.extend(words.iter().map(|word| (*word).to_owned()));
    }

    /// Adds a word that is already owned.
    pub(crate) fn push(&mut self, word: String) {
        self.0.push(word);
    }

    /// Adds a list of words.
    pub(crate) fn extend(&mut self, words: &[String]) {
        self.0.extend_from_slice(words);
    }
}

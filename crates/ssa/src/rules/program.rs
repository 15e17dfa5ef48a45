//! Rules as data.
//!
//! Counterpart: none.

use std::collections::HashMap;

use super::choice::Table;
use super::code::Code;
use super::code::RuleSet;
use super::modes::Modes;
use super::recipes::Recipes;
use super::source::RuleText;

/// The target that functions are compiled for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Target {
    /// The machine.
    pub goarch: String,
    /// The system.
    pub goos: String,
    /// N of GOAMD64=vN.
    pub goamd64: u8,
    /// The race detector is on.
    pub is_race: bool,
    /// Functions are optimized.
    pub optimizes: bool,
}

/// A rule that is not compiled, or only up to its first missing part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// The name of the set of rules.
    pub file: Box<str>,
    /// The rule.
    pub rule: RuleText,
    /// The missing part.
    pub reason: String,
}

/// The numbers of the texts that a target has.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct TargetTexts {
    /// The machine.
    pub(super) goarch: u64,
    /// The system.
    pub(super) goos: u64,
}

/// The rules of a release and machine.
#[derive(Debug, Default)]
pub struct Rules {
    /// The target that functions are compiled for.
    pub target: Target,
    pub(super) funcs: Vec<Code>,
    /// The conditions of the rules of all functions.
    pub(super) table: Table,
    pub(super) consts: Vec<u64>,
    pub(super) texts: Vec<Box<str>>,
    /// The numbers of texts.
    pub(super) text_numbers: HashMap<Box<str>, u32>,
    /// The numbers of the names of the machine and of the system.
    pub(super) target_texts: TargetTexts,
    pub(super) sets: Vec<(Box<str>, RuleSet)>,
    pub(super) refused: Vec<Refused>,
    pub(super) rules: usize,
    pub(super) ops: HashMap<Box<str>, u16>,
    pub(super) recipes: Recipes,
    pub(crate) modes: Modes,
}

impl Rules {
    /// Returns the rules that were refused.
    pub fn refused(&self) -> &[Refused] {
        &self.refused
    }

    /// Returns the number of rules.
    pub fn len(&self) -> usize {
        self.rules
    }

    /// Reports whether there are no rules.
    pub fn is_empty(&self) -> bool {
        self.rules == 0
    }

    /// Returns a set of rules.
    pub(super) fn set(&self, name: &str) -> Option<&RuleSet> {
        let found = self.sets.iter().find(|(known, _)| &**known == name);
        found.map(|(_, set)| set)
    }

    /// Returns the number of a text; a text that no rule has gets a number that no other text has.
    pub(super) fn text_number(&self, text: &str) -> u64 {
        let number = self.text_numbers.get(text).copied();
        number.map_or(u64::MAX, u64::from)
    }

    /// Returns an operation by the name of its constant.
    pub(super) fn op(&self, name: &str) -> Option<u16> {
        self.ops.get(name).copied()
    }
}

//! The forms of functions that are compared.
//!
//! Counterpart: none.

/// A form of functions to begin with, and the comparison.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Mode {
    /// SSA form is built of the IR, and compared before the first pass.
    Build,
    /// Instructions are made of the state after the last pass.
    #[default]
    End,
    /// Instructions are made of the state before the first pass, through the passes of crate ssa.
    Start,
    /// Instructions are made of the IR.
    Ir,
}

impl Mode {
    const ALL: [Self; 4] = [Self::Build, Self::End, Self::Start, Self::Ir];

    /// Returns the name, which is a word of the tool's command line.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Build => "build",
            Self::End => "end",
            Self::Start => "start",
            Self::Ir => "ir",
        }
    }

    /// Returns the form with a name.
    pub(super) fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|mode| mode.name() == name)
    }

    /// Returns the form of an option; the command may have no other form so far.
    pub(super) fn with(self, form: Self) -> Option<Self> {
        (self == Self::End).then_some(form)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_are_found_by_name() {
        for mode in Mode::ALL {
            assert_eq!(Mode::named(mode.name()), Some(mode));
        }
        assert_eq!(Mode::named("check"), None);
    }
}

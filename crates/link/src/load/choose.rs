//! Choice between several definitions of a name.
//!
//! Counterpart: cmd/link/internal/loader/loader.go (`addSym`).

use vamos_objfile::goobj::Reader;
use vamos_objfile::goobj::SymRecord;
use vamos_objfile::goobj::flag;

use crate::kind::SymKind;

/// Facts that decide between two definitions of a name.
#[derive(Clone, Copy, Debug)]
pub(super) struct Definition {
    pub(super) size: i64,
    pub(super) kind: SymKind,
    is_dup_ok: bool,
    has_content: bool,
}

impl Definition {
    pub(super) fn new(reader: &Reader<'_>, local: u32, record: SymRecord<'_>) -> Self {
        Self {
            size: i64::from(record.size()),
            is_dup_ok: record.flag() & flag::DUPOK != 0,
            kind: SymKind::from_object(record.kind()),
            has_content: !reader.data(local).is_empty(),
        }
    }

    fn is_bss(&self) -> bool {
        self.kind.is_data() && !self.has_content
    }
}

/// The winner of two definitions; it grows if the other one is larger.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Choice {
    Old { grows: bool },
    New { grows: bool },
    Neither,
}

/// Chooses between two definitions of a name. Content beats zeros, and code beats both: a
/// variable may stand for a function whose address is taken.
pub(super) fn choose(new: &Definition, old: &Definition, unique_replaces_dup_ok: bool) -> Choice {
    let keep = Choice::Old { grows: false };
    let replace = Choice::New { grows: false };
    if new.is_dup_ok && (old.is_dup_ok || !unique_replaces_dup_ok) {
        return if old.size < new.size { replace } else { keep };
    }
    if new.is_dup_ok {
        return keep;
    }
    if old.is_dup_ok {
        return if unique_replaces_dup_ok {
            replace
        } else {
            keep
        };
    }
    let wins = new.kind.is_text() || new.has_content || new.is_bss() && new.size > old.size;
    if old.is_bss() && wins {
        return Choice::New {
            grows: old.size > new.size,
        };
    }
    if new.is_bss() {
        return Choice::Old {
            grows: new.size > old.size,
        };
    }
    Choice::Neither
}

#[cfg(test)]
mod tests {
    use super::*;

    fn definition(kind: SymKind, size: i64, has_content: bool) -> Definition {
        Definition {
            size,
            is_dup_ok: false,
            kind,
            has_content,
        }
    }

    #[test]
    fn choices() {
        let text = |size| definition(SymKind::Text, size, true);
        let data = |size| definition(SymKind::Data, size, true);
        let bss = |size| definition(SymKind::NoPtrBss, size, false);
        let dup = |size| Definition {
            is_dup_ok: true,
            ..data(size)
        };
        let old = |grows| Choice::Old { grows };
        let new = |grows| Choice::New { grows };
        let cases = [
            (text(1), bss(8), new(true)),
            (data(8), data(8), Choice::Neither),
            (data(8), bss(8), new(false)),
            (data(8), bss(9), new(true)),
            (bss(9), data(8), old(true)),
            (bss(9), bss(8), new(false)),
            (bss(8), bss(8), old(false)),
            (bss(8), data(8), old(false)),
            (bss(8), text(9), old(false)),
            (dup(8), dup(9), old(false)),
            (dup(9), dup(8), new(false)),
        ];
        for (new, old, want) in cases {
            assert_eq!(choose(&new, &old, false), want);
            assert_eq!(choose(&new, &old, true), want);
        }
        assert_eq!(choose(&dup(9), &data(8), false), new(false));
        assert_eq!(choose(&dup(9), &data(8), true), old(false));
        assert_eq!(choose(&data(8), &dup(9), false), old(false));
        assert_eq!(choose(&data(8), &dup(9), true), new(false));
    }
}

//! A flag that long work checks to see whether it should end.
//!
//! One token is made per run by `cli`, set by the interrupt handler, and lent to
//! every loop that may take long. It never unsets.
//! Counterpart: cmd/go/internal/base/signal.go (`Interrupted`).

use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::Ordering;

/// A shared "please stop" flag; clones see the same flag.
#[derive(Clone, Debug, Default)]
pub struct Cancel(Arc<Flag>);

#[derive(Debug, Default)]
struct Flag {
    is_set: AtomicBool,
    parent: Option<Cancel>,
}

impl Cancel {
    /// Returns a token that is not cancelled.
    pub fn new() -> Self {
        Self::default()
    }

    /// Returns a token for a part of the work: it is cancelled when this one is, and can be
    /// cancelled alone.
    pub fn child(&self) -> Self {
        Self(Arc::new(Flag {
            is_set: AtomicBool::new(false),
            parent: Some(self.clone()),
        }))
    }

    /// Asks all holders of this token and of its children to stop.
    pub fn cancel(&self) {
        self.0.is_set.store(true, Ordering::SeqCst);
    }

    /// Reports whether [`Cancel::cancel`] was called for this token or one above it.
    pub fn is_cancelled(&self) -> bool {
        let parent = self.0.parent.as_ref();
        self.0.is_set.load(Ordering::SeqCst) || parent.is_some_and(Self::is_cancelled)
    }

    /// Reports whether this is a clone of a token or of one below it.
    pub fn is_part_of(&self, whole: &Self) -> bool {
        let parent = self.0.parent.as_ref();
        Arc::ptr_eq(&self.0, &whole.0) || parent.is_some_and(|parent| parent.is_part_of(whole))
    }
}

#[cfg(test)]
mod tests {
    use super::Cancel;

    #[test]
    fn a_part_ends_with_the_whole_or_alone() {
        let whole = Cancel::new();
        let (one, other) = (whole.child(), whole.child());
        one.cancel();
        let ended = |token: &Cancel| token.is_cancelled();
        assert_eq!([&whole, &one, &other].map(ended), [false, true, false]);
        whole.cancel();
        assert!(other.is_cancelled() && other.child().is_cancelled());
        assert!(one.child().is_part_of(&whole) && whole.is_part_of(&whole.clone()));
        assert!(!whole.is_part_of(&one) && !other.is_part_of(&one));
    }
}

//! Forms assembled by both assemblers, until each has its verdict.
//!
//! An error in one form hides the results of the others: forms with messages are compared and
//! removed, until the rest is assembled and the objects are compared.
//! Counterpart: none.

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use super::super::difference;
use super::batch::Assembled;
use super::batch::Assemblers;
use super::lines::Form;
use super::objects;

/// The results of many forms.
#[derive(Default)]
pub(super) struct Tally {
    /// Forms whose code is the same.
    pub(super) valid: usize,
    /// Forms whose messages are the same.
    pub(super) invalid: usize,
    /// Forms with errors here, which the SDK's assembler assembles or reports.
    pub(super) left: usize,
    /// Forms on which the official assembler panics, with the first line of the panic.
    pub(super) panics: Vec<(String, String)>,
    /// Forms with another result.
    pub(super) differences: Vec<Difference>,
}

/// A form with another result than upstream's.
pub(super) struct Difference {
    pub(super) form: String,
    pub(super) mode: String,
    /// The difference in words.
    pub(super) text: String,
}

/// A check of forms in one mode.
pub(super) struct Check<'a> {
    pub(super) assemblers: &'a Assemblers<'a>,
    pub(super) mode: &'a str,
    /// True if the SDK's assembler runs for forms with errors.
    pub(super) leaves_errors: bool,
    pub(super) tally: &'a mut Tally,
    /// Opcodes on which the official assembler has panicked.
    pub(super) suspects: BTreeSet<String>,
}

impl Check<'_> {
    /// Checks forms.
    pub(super) fn run(&mut self, forms: &[Form]) -> Result<(), String> {
        self.run_some(forms.iter().collect())
    }

    fn run_some(&mut self, mut alive: Vec<&Form>) -> Result<(), String> {
        while !alive.is_empty() {
            let [theirs, ours] = self.assemblers.both(&alive, self.mode)?;
            if theirs.is_crash {
                // The crash is searched for in fewer forms, if there are likely ones.
                let is_suspect = |form: &&Form| self.suspects.contains(form.opcode());
                let (suspects, others): (Vec<&Form>, Vec<&Form>) =
                    alive.iter().copied().partition(is_suspect);
                if suspects.len() < 50 && !suspects.is_empty() && !others.is_empty() {
                    self.run_some(suspects)?;
                    alive = others;
                    continue;
                }
            }
            let done = if theirs.is_crash {
                let at = self.official_crash(&alive, ours.is_crash)?;
                self.crash(alive[at])?;
                self.suspects.insert(alive[at].opcode().to_owned());
                BTreeSet::from([at])
            } else if ours.is_crash {
                let at = self.first_crash(&alive, Self::is_our_crash)?;
                self.different(alive[at], format!("ours ends early: {}", ours.text));
                BTreeSet::from([at])
            } else {
                self.verdicts(&alive, &theirs, &ours)?
            };
            let mut at = 0..;
            alive.retain(|_| !done.contains(&at.next().unwrap_or(0)));
        }
        Ok(())
    }

    /// Compares the messages, or else the objects; returns the forms with a verdict.
    fn verdicts(
        &mut self,
        alive: &[&Form],
        theirs: &Assembled,
        ours: &Assembled,
    ) -> Result<BTreeSet<usize>, String> {
        let (their_list, our_list) = (theirs.messages(), ours.messages());
        let places = their_list.keys().chain(our_list.keys());
        let places = places.filter_map(|place| *place);
        let places: BTreeSet<usize> = places.filter(|at| *at < alive.len()).collect();
        for at in &places {
            let texts = [&their_list, &our_list].map(|list| list.get(&Some(*at)));
            self.messages(alive[*at], texts);
        }
        if !places.is_empty() {
            return Ok(places);
        }
        let fails = theirs.object.is_none() || ours.object.is_none();
        if fails || theirs.text != ours.text {
            // Messages without a place.
            let set = self.isolate(alive, |check, forms| {
                let [theirs, ours] = check.assemblers.both(forms, check.mode)?;
                let is_same = theirs.text == ours.text;
                Ok(!is_same || theirs.object.is_none() || ours.object.is_none())
            })?;
            let forms: Vec<&Form> = set.iter().map(|at| alive[*at]).collect();
            let [theirs, ours] = self.assemblers.both(&forms, self.mode)?;
            if theirs.is_crash {
                // An error of another form had ended the run before.
                self.crash(forms[0])?;
                return Ok(set);
            }
            let texts = [&theirs, &ours].map(|one| vec![one.text.clone()]);
            self.messages(forms[0], [Some(&texts[0]), Some(&texts[1])]);
            return Ok(set);
        }
        if theirs.object == ours.object {
            self.tally.valid += alive.len();
            return Ok((0..alive.len()).collect());
        }
        self.compare_objects(alive, theirs, ours)
    }

    fn messages(&mut self, form: &Form, [theirs, ours]: [Option<&Vec<String>>; 2]) {
        if theirs == ours {
            self.tally.invalid += 1;
        } else if self.leaves_errors && ours.is_some() {
            self.tally.left += 1;
        } else {
            let [theirs, ours] = [theirs, ours].map(|list| list.cloned().unwrap_or_default());
            let text = format!("official: {}ours:     {}", shown(&theirs), shown(&ours));
            self.different(form, text);
        }
    }

    fn compare_objects(
        &mut self,
        alive: &[&Form],
        theirs: &Assembled,
        ours: &Assembled,
    ) -> Result<BTreeSet<usize>, String> {
        let empty = Vec::new();
        let [a, b] = [ours, theirs].map(|one| one.object.as_ref().unwrap_or(&empty));
        let found = objects::different(a, b);
        if !found.is_empty() {
            for (at, text) in &found {
                if let Some(form) = alive.get(*at) {
                    self.different(form, text.clone());
                }
            }
            return Ok(found.into_keys().collect());
        }
        let set = self.isolate(alive, |check, forms| {
            let [theirs, ours] = check.assemblers.both(forms, check.mode)?;
            Ok(theirs.object != ours.object)
        })?;
        let forms: Vec<&Form> = set.iter().map(|at| alive[*at]).collect();
        let [theirs, ours] = self.assemblers.both(&forms, self.mode)?;
        let [a, b] = [ours, theirs].map(|one| one.object.unwrap_or_default());
        self.different(forms[0], difference::describe(&a, &b));
        Ok(set)
    }

    /// Records a form on which the official assembler ends early.
    fn crash(&mut self, form: &Form) -> Result<(), String> {
        let [theirs, ours] = self.assemblers.both(&[form], self.mode)?;
        let text = theirs.text.lines().find(|line| line.starts_with("panic:"));
        match text {
            Some(_) if !ours.is_crash && !self.leaves_errors || ours.object.is_some() => {
                let text = format!("official: {}ours:     {}", theirs.text, ours.text);
                self.different(form, text);
            }
            Some(text) => self.tally.panics.push((form.text.clone(), text.to_owned())),
            None if theirs == ours => self.tally.invalid += 1,
            None if self.leaves_errors && ours.object.is_none() => self.tally.left += 1,
            None => {
                let text = format!("official: {}ours:     {}", theirs.text, ours.text);
                self.different(form, text);
            }
        }
        Ok(())
    }

    fn different(&mut self, form: &Form, text: String) {
        self.tally.differences.push(Difference {
            form: form.text.clone(),
            mode: self.mode.to_owned(),
            text,
        });
    }

    fn is_crash(&self, forms: &[&Form]) -> Result<bool, String> {
        Ok(self.assemblers.official(forms, self.mode)?.is_crash)
    }

    fn is_our_crash(&self, forms: &[&Form]) -> Result<bool, String> {
        self.assemblers.write(forms)?;
        Ok(self.assemblers.ours(self.mode)?.is_crash)
    }

    /// Returns the first form on which the official assembler ends early. It is likely the one on
    /// which crate asm does, which is found faster.
    fn official_crash(&self, forms: &[&Form], is_ours: bool) -> Result<usize, String> {
        if is_ours {
            let at = self.first_crash(forms, Self::is_our_crash)?;
            if !self.is_crash(&forms[..at])? && self.is_crash(&forms[..=at])? {
                return Ok(at);
            }
        }
        self.first_crash(forms, Self::is_crash)
    }

    /// Returns the first form whose presence ends an assembly early.
    fn first_crash(
        &self,
        forms: &[&Form],
        is_crash: impl Fn(&Self, &[&Form]) -> Result<bool, String>,
    ) -> Result<usize, String> {
        // The forms before `low` are fine, those before `high` are not.
        let (mut low, mut high) = (0, forms.len());
        while high - low > 1 {
            let middle = low.midpoint(high);
            if is_crash(self, &forms[..middle])? {
                high = middle;
            } else {
                low = middle;
            }
        }
        Ok(low)
    }

    /// Returns a smallest set of forms that has a property of all of them, by halving.
    fn isolate(
        &self,
        forms: &[&Form],
        has: impl Fn(&Self, &[&Form]) -> Result<bool, String>,
    ) -> Result<BTreeSet<usize>, String> {
        let mut range = 0..forms.len();
        while range.len() > 1 {
            let middle = range.start.midpoint(range.end);
            if has(self, &forms[range.start..middle])? {
                range.end = middle;
            } else if has(self, &forms[middle..range.end])? {
                range.start = middle;
            } else {
                break;
            }
        }
        Ok(range.collect())
    }
}

fn shown(messages: &[String]) -> String {
    match messages {
        [] => "no message\n".to_owned(),
        _ => messages.concat(),
    }
}

/// Returns the differences by opcode.
pub(super) fn by_opcode(differences: &[Difference]) -> BTreeMap<&str, Vec<&Difference>> {
    let mut out: BTreeMap<&str, Vec<&Difference>> = BTreeMap::new();
    for difference in differences {
        let end = difference.form.find([' ', '.']);
        let opcode = &difference.form[..end.unwrap_or(difference.form.len())];
        out.entry(opcode).or_default().push(difference);
    }
    out
}

//! The first difference between two functions before they are assembled.
//!
//! Counterpart: none.

use std::collections::HashMap;

use vamos_obj::Addr;
use vamos_obj::As;
use vamos_obj::Function;
use vamos_obj::Link;
use vamos_obj::Printer;
use vamos_obj::ProgId;
use vamos_obj::Val;

/// The number of instructions that are shown before a difference.
const BEFORE: usize = 3;

/// The number of instructions that are shown from a difference on.
const AFTER: usize = 5;

/// A function with its instructions in their order.
struct Side<'a> {
    function: &'a Function,
    list: Vec<ProgId>,
    /// The place of each instruction.
    places: HashMap<ProgId, usize>,
}

impl<'a> Side<'a> {
    fn new(function: &'a Function) -> Self {
        let list: Vec<ProgId> = function.progs.list(function.text).collect();
        let places = list.iter().enumerate().map(|(at, id)| (*id, at)).collect();
        Self {
            function,
            list,
            places,
        }
    }

    /// Returns the place of an instruction; a large number for one in no list.
    fn place(&self, id: ProgId) -> usize {
        self.places.get(&id).copied().unwrap_or(usize::MAX)
    }

    /// Returns an operand without numbers of the function.
    fn addr(&self, addr: &Addr) -> String {
        let val = match addr.val {
            Val::Branch(target) => format!("to {}", self.place(target)),
            Val::Float(number) => format!("float {:x}", number.to_bits()),
            val => format!("{val:?}"),
        };
        let plain = Addr {
            val: Val::None,
            ..*addr
        };
        format!("{plain:?} {val}")
    }

    /// Returns an instruction without numbers of the function.
    fn prog(&self, id: ProgId) -> String {
        let prog = &self.function.progs[id];
        let rest = prog.rest.iter();
        let rest: Vec<String> = rest
            .map(|arg| format!("{:?} {}", arg.pos, self.addr(&arg.addr)))
            .collect();
        format!(
            "{:?} from {} to {} rest {rest:?} reg {} {} pc {} pos {:?} adjusts {} marks {} {}",
            prog.op,
            self.addr(&prog.from),
            self.addr(&prog.to),
            prog.reg,
            prog.reg_to2,
            prog.pc,
            prog.pos,
            prog.spadj,
            prog.mark,
            prog.scond
        )
    }

    /// Returns the spills, the inline marks and the jump tables as texts.
    fn rest(&self) -> Vec<String> {
        let spills = self
            .function
            .spills
            .iter()
            .map(|spill| format!("{spill:?}"));
        let marks = self.function.inl_marks.iter();
        let marks = marks.map(|mark| format!("call {} at {}", mark.id, self.place(mark.prog)));
        let tables = self.function.jump_tables.iter().map(|table| {
            let targets = table.targets.iter().map(|target| self.place(*target));
            format!("{:?} {:?}", table.sym, targets.collect::<Vec<_>>())
        });
        spills.chain(marks).chain(tables).collect()
    }

    /// Returns the index of the first instruction whose operation is not the other side's, or the
    /// length of the shorter side.
    fn first_other_op(&self, other: &Self) -> usize {
        let pairs = self.list.iter().zip(&other.list);
        let is_equal = |(own, their): &(&ProgId, &ProgId)| self.op(**own) == other.op(**their);
        pairs.take_while(is_equal).count()
    }

    fn op(&self, id: ProgId) -> As {
        self.function.progs[id].op
    }

    /// Returns instructions around a place for a reader.
    fn shown(&self, link: &Link, at: usize) -> String {
        let printer = Printer {
            func: Some(self.function),
            ..link.printer()
        };
        let list = self.list.iter().enumerate();
        let list = list.skip(at.saturating_sub(BEFORE)).take(BEFORE + AFTER);
        let lines = list.map(|(at, id)| {
            let pos = self.function.progs[*id].pos;
            let mark = match (pos.is_stmt(), pos.is_not_stmt()) {
                (true, _) => "+",
                (_, true) => " ",
                _ => "?",
            };
            format!("    {at}{mark} {}", printer.prog(*id))
        });
        lines.collect::<Vec<_>>().join("\n")
    }
}

/// Returns the first difference of our function from the SDK's.
pub(super) fn first(link: &Link, ours: &Function, theirs: &Function) -> Option<String> {
    let (ours, theirs) = (Side::new(ours), Side::new(theirs));
    let pairs = ours.list.iter().zip(&theirs.list);
    let mut pairs = pairs.map(|(one, other)| (ours.prog(*one), theirs.prog(*other)));
    let at = pairs.position(|(one, other)| one != other);
    let lengths = [ours.list.len(), theirs.list.len()];
    // The numbers of later instructions differ before the instructions do.
    let at = if lengths[0] == lengths[1] {
        at
    } else {
        Some(ours.first_other_op(&theirs))
    };
    if let Some(at) = at {
        let (one, other) = (ours.shown(link, at), theirs.shown(link, at));
        let raw = [&ours, &theirs].map(|side| side.list.get(at).map(|id| side.prog(*id)));
        let [one_raw, other_raw] = raw.map(Option::unwrap_or_default);
        return Some(format!(
            "instruction {at} of {lengths:?}\n  ours\n{one}\n    {one_raw}\n  theirs\n{other}\n    \
             {other_raw}"
        ));
    }
    let (one, other) = (ours.rest(), theirs.rest());
    (one != other).then(|| format!("besides instructions: {one:?}, want {other:?}"))
}

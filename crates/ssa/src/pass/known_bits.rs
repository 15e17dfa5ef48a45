//! Integers and booleans of which all bits are known become constants (since Go 1.27).
//!
//! Counterpart: cmd/compile/internal/ssa/known_bits.go.

use super::Cx;
use crate::func::Func;
use crate::graph;
use crate::ids::BlockId;
use crate::ids::ValueId;
use crate::op::BitOp;
use crate::properties::BOOLEANS;
use crate::properties::INTEGERS;
use crate::rules::Refusal;

/// The deepest chain of values that is followed.
const DEPTH: u32 = 2_000;

/// The known bits of a value, with the sign in front; unknown bits are 0.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Bits {
    known: i64,
    value: i64,
}

const UNKNOWN: Bits = Bits { known: 0, value: 0 };

/// A boolean: all bits but the lowest are 0.
const BOOLEAN: Bits = Bits {
    known: -2,
    value: 0,
};

const fn constant(value: i64) -> Bits {
    Bits { known: -1, value }
}

impl Bits {
    /// Returns the bits that both have.
    fn both(self, other: Self) -> Self {
        let known = self.known & !(self.value ^ other.value) & other.known;
        Self {
            known,
            value: self.value,
        }
    }
}

/// Replaces values by constants.
pub(super) fn known_bits(func: &mut Func, cx: &Cx<'_>) -> Result<(), Refusal> {
    let order = graph::postorder(func).to_vec();
    let mut reachable = vec![false; func.blocks.len()];
    for block in &order {
        reachable[block.0 as usize] = true;
    }
    let mut state = State {
        bits: vec![None; func.values.len()],
        reachable,
    };
    for block in order.into_iter().rev() {
        // Constants may be added to the entry meanwhile.
        for index in 0..func.block(block).values.len() {
            let value = func.block(block).values[index];
            let op = cx.tables.bit_op(func.value(value).op);
            if func.uses[value.0 as usize] == 0
                || op == BitOp::Const
                || !func.has_kind(cx, value, INTEGERS | BOOLEANS)
            {
                continue;
            }
            let bits = state.fold(func, cx, value, 0)?;
            if bits.known == -1 {
                let ty = func.value(value).ty;
                let constant = func.const_of_size(cx, ty, bits.value);
                func.copy_of(value, constant.ok_or(Refusal::Invalid)?, cx.ops);
            }
        }
    }
    Ok(())
}

struct State {
    /// The known bits of values, as far as they are computed.
    bits: Vec<Option<Bits>>,
    reachable: Vec<bool>,
}

impl State {
    /// Returns the known bits of a value. In a circle, nothing is known.
    fn fold(
        &mut self,
        func: &Func,
        cx: &Cx<'_>,
        value: ValueId,
        depth: u32,
    ) -> Result<Bits, Refusal> {
        if let Some(bits) = self.bits.get(value.0 as usize).copied().flatten() {
            return Ok(bits);
        }
        if depth > DEPTH {
            return Err(Refusal::Bound);
        }
        self.set(value, UNKNOWN);
        let mut bits = self.compute(func, cx, value, depth + 1)?;
        if func.has_kind(cx, value, BOOLEANS) {
            bits.value &= 1;
            bits.known |= !1;
        }
        let size = func.type_of(cx, value).map_or(0, |ty| ty.size);
        let extended = [bits.value, bits.known].map(|number| match size {
            1 => Some(i64::from(number as i8)),
            2 => Some(i64::from(number as i16)),
            4 => Some(i64::from(number as i32)),
            8 => Some(number),
            _ => None,
        });
        let [Some(number), Some(known)] = extended else {
            return Err(Refusal::Invalid);
        };
        let bits = Bits {
            known,
            value: number & known,
        };
        self.set(value, bits);
        Ok(bits)
    }

    fn set(&mut self, value: ValueId, bits: Bits) {
        let at = value.0 as usize;
        if at >= self.bits.len() {
            self.bits.resize(at + 1, None);
        }
        self.bits[at] = Some(bits);
    }

    fn compute(
        &mut self,
        func: &Func,
        cx: &Cx<'_>,
        value: ValueId,
        depth: u32,
    ) -> Result<Bits, Refusal> {
        let record = func.value(value);
        let op = cx.tables.bit_op(record.op);
        match op {
            BitOp::Other => return Ok(UNKNOWN),
            BitOp::Const => return Ok(constant(record.aux_int)),
            BitOp::Phi => return self.meet(func, cx, value, depth),
            _ => {}
        }
        let arg = |index: usize| func.args(value).get(index).copied().ok_or(Refusal::Invalid);
        let x = self.fold(func, cx, arg(0)?, depth)?;
        let bits_of_arg = func.type_of(cx, arg(0)?).map_or(0, |ty| ty.size) * 8;
        match op {
            BitOp::Copy => return Ok(x),
            BitOp::Complement => {
                return Ok(Bits {
                    known: x.known,
                    value: !x.value,
                });
            }
            BitOp::ZeroExtend => {
                let mask = 1_i64.wrapping_shl(bits_of_arg as u32).wrapping_sub(1);
                return Ok(Bits {
                    known: x.known | !mask,
                    value: x.value & mask,
                });
            }
            _ => {}
        }
        let y = self.fold(func, cx, arg(1)?, depth)?;
        let differing = (x.value ^ y.value) & x.known & y.known;
        let are_known = x.known == -1 && y.known == -1;
        Ok(match op {
            BitOp::And => {
                let zeros = !x.value & x.known | !y.value & y.known;
                Bits {
                    known: x.value & y.value | zeros,
                    value: x.value & y.value,
                }
            }
            BitOp::Or => Bits {
                known: x.value | y.value | !x.value & !y.value & x.known & y.known,
                value: x.value | y.value,
            },
            BitOp::Xor => Bits {
                known: x.known & y.known,
                value: x.value ^ y.value,
            },
            BitOp::Equal if differing != 0 => constant(0),
            BitOp::Equal if are_known => constant((x.value == y.value).into()),
            BitOp::NotEqual if differing != 0 => constant(1),
            BitOp::NotEqual if are_known => constant((x.value != y.value).into()),
            BitOp::Equal | BitOp::NotEqual => BOOLEAN,
            _ => shift(op, (x, bits_of_arg), y, record.aux_int != 0),
        })
    }

    /// Returns the bits that all arguments of a phi have, for the ways that can be taken.
    fn meet(
        &mut self,
        func: &Func,
        cx: &Cx<'_>,
        phi: ValueId,
        depth: u32,
    ) -> Result<Bits, Refusal> {
        let block = func.block_of[phi.0 as usize];
        let mut met: Option<Bits> = None;
        for index in 0..func.args(phi).len() {
            if !self.is_taken(func, cx, block, index) {
                continue;
            }
            let bits = self.fold(func, cx, func.args(phi)[index], depth)?;
            let all = met.map_or(bits, |met| met.both(bits));
            met = Some(all);
            if all.known == 0 {
                break;
            }
        }
        Ok(met.unwrap_or_default())
    }

    /// Reports whether the edge from a predecessor can be taken.
    fn is_taken(&self, func: &Func, cx: &Cx<'_>, block: BlockId, index: usize) -> bool {
        let edge = func.block(block).preds[index];
        let is_first = func.block(edge.block).kind == cx.ops.block_first;
        self.reachable[edge.block.0 as usize] && (!is_first || edge.index == 0)
    }
}

/// Shifts by a constant; `size` is the number of bits of the value.
fn shift_by(op: BitOp, x: Bits, size: i64, count: i64) -> Bits {
    let is_all = !(0..64).contains(&count);
    let shl = |number: i64| if is_all { 0 } else { number << count };
    let shr_unsigned = |number: i64| {
        if is_all {
            0
        } else {
            (number as u64 >> count) as i64
        }
    };
    match op {
        BitOp::ShiftLeft => Bits {
            known: shl(x.known) | shl(1).wrapping_sub(1),
            value: shl(x.value),
        },
        BitOp::ShiftRightUnsigned => {
            let above = if size < 64 { -1_i64 << size } else { 0 };
            let zeros = match 64 - count {
                64.. => 0,
                left => (u64::MAX << left) as i64,
            };
            Bits {
                known: shr_unsigned(x.known | above) | zeros,
                value: shr_unsigned(x.value & !above),
            }
        }
        _ => {
            let count = count.clamp(0, 63);
            Bits {
                known: x.known >> count,
                value: x.value >> count,
            }
        }
    }
}

/// Shifts by all numbers that the second operand may be; returns the bits that all results have.
fn shift(op: BitOp, (x, size): (Bits, i64), y: Bits, is_bounded: bool) -> Bits {
    if y.value as u64 >= size as u64 {
        return shift_by(op, x, size, 64);
    }
    let mut met = None;
    if !is_bounded && !y.known as u64 >= size as u64 {
        met = Some(shift_by(op, x, size, 64));
    }
    let unknown = !(y.known | !size.wrapping_sub(1));
    let mut part = 0_i64;
    loop {
        let bits = shift_by(op, x, size, y.value | part);
        let all = met.map_or(bits, |met: Bits| met.both(bits));
        met = Some(all);
        if all.known == 0 || part == unknown {
            return Bits {
                value: all.value & all.known,
                ..all
            };
        }
        part = part.wrapping_sub(unknown) & unknown;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shifts_by_unknown_numbers_keep_common_bits() {
        let x = Bits {
            known: -1,
            value: 0x10,
        };
        // By 0 or 2.
        let y = Bits {
            known: !2,
            value: 0,
        };
        let shifted = shift(BitOp::ShiftLeft, (x, 64), y, true);
        assert_eq!(shifted.known, !0x50);
        assert_eq!(shifted.value, 0);
        let by_64 = shift(BitOp::ShiftRightUnsigned, (x, 64), constant(64), false);
        assert_eq!(by_64, constant(0));
    }
}

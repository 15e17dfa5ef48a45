//! Functions on the control words of maps, which are operations of amd64.
//!
//! Counterpart: cmd/compile/internal/ssagen/intrinsics.go (`ctrlGroupMatchH2` and others).

use vamos_ssa::TypeId;
use vamos_ssa::ValueId;

use super::ops::Amd64;
use super::ops::Gen;
use super::refusal::BuildRefusal;
use super::refusal::Built;
use super::state::Build;

/// A function on control words or on bit sets of slots.
#[derive(Clone, Copy, Debug)]
pub(super) enum MapFunction {
    RemoveBelow,
    LowestSet,
    ShiftOutLowest,
    MatchHash,
    MatchEmpty,
    MatchEmptyOrDeleted,
    MatchFull,
}

/// The control word of empty slots.
const EMPTY: i64 = 0x8080_8080_8080_8080_u64 as i64;

/// The types of values.
#[derive(Clone, Copy)]
struct Words {
    word: TypeId,
    vector: TypeId,
    /// A mask that is extended to a word.
    mask: TypeId,
    /// A mask that is a result.
    whole_mask: TypeId,
}

impl Build<'_> {
    fn machine(&mut self, op: Amd64, ty: TypeId, args: &[ValueId]) -> Built<ValueId> {
        let number = self.input.ops.amd64(op);
        let number = number.ok_or(BuildRefusal::Missing("an operation of the machine"))?;
        let (block, pos) = (self.block(), self.peek_pos());
        Ok(self.value_of(block, number, ty, pos, args))
    }

    fn words(&mut self) -> Built<Words> {
        let package = self.input.cx.package;
        let mut basic = |name: &str| {
            let found = self.f.basic_type(package, name);
            found.ok_or(BuildRefusal::Invalid("type without a package"))
        };
        let (word, vector) = (basic("uint64")?, basic("int128")?);
        let (narrow, wide) = (basic("uint8")?, basic("uint16")?);
        let has_exact = self.input.profile.has_exact_masks;
        Ok(Words {
            word,
            vector,
            mask: if has_exact { narrow } else { wide },
            whole_mask: if has_exact { word } else { wide },
        })
    }

    /// Builds a call of a function on control words.
    pub(super) fn map_function(
        &mut self,
        function: MapFunction,
        args: &[ValueId],
    ) -> Built<ValueId> {
        let words = self.words()?;
        let first = args.first().copied();
        let first = first.ok_or(BuildRefusal::Invalid("arguments of a function of maps"))?;
        let second = args.get(1).copied().unwrap_or(first);
        match function {
            MapFunction::RemoveBelow | MapFunction::LowestSet | MapFunction::ShiftOutLowest => {
                Ok(self.bit_set(function, words, first, second))
            }
            _ => self.control_word(function, words, first, second),
        }
    }

    fn bit_set(
        &mut self,
        function: MapFunction,
        Words { word, .. }: Words,
        set: ValueId,
        by: ValueId,
    ) -> ValueId {
        let one = self.const_int(word, 1);
        match function {
            MapFunction::RemoveBelow => {
                let mask = self.v(Gen::Lsh8x8, word, &[one, by]);
                let mask = self.v(Gen::Sub64, word, &[mask, one]);
                let mask = self.v(Gen::Com64, word, &[mask]);
                self.v(Gen::And64, word, &[set, mask])
            }
            MapFunction::LowestSet => {
                let lowest = self.v(Gen::And64, word, &[set, one]);
                self.v(Gen::Eq64, self.types.bool, &[lowest, one])
            }
            _ => self.v(Gen::Rsh64Ux64, word, &[set, one]),
        }
    }

    fn control_word(
        &mut self,
        function: MapFunction,
        words: Words,
        group: ValueId,
        hash: ValueId,
    ) -> Built<ValueId> {
        let Words {
            word,
            vector,
            mask,
            whole_mask,
        } = words;
        let level = self.input.header.goamd64;
        let group = self.machine(Amd64::MOVQi2f, vector, &[group])?;
        let equal = match function {
            MapFunction::MatchHash => {
                let wanted = self.broadcast(vector, hash)?;
                self.machine(Amd64::PCMPEQB, vector, &[wanted, group])?
            }
            MapFunction::MatchEmpty if level >= 2 => {
                let sign = self.machine(Amd64::PSIGNB, vector, &[group, group])?;
                return self.machine(Amd64::PMOVMSKB, whole_mask, &[sign]);
            }
            MapFunction::MatchEmpty => {
                let empty = self.const_int(word, EMPTY);
                let empty = self.machine(Amd64::MOVQi2f, vector, &[empty])?;
                self.machine(Amd64::PCMPEQB, vector, &[empty, group])?
            }
            MapFunction::MatchEmptyOrDeleted => {
                return self.machine(Amd64::PMOVMSKB, whole_mask, &[group]);
            }
            _ => {
                let empty = self.machine(Amd64::PMOVMSKB, mask, &[group])?;
                let not = if self.input.profile.has_exact_masks {
                    Gen::Com8
                } else {
                    Gen::Com16
                };
                let full = self.v(not, mask, &[empty]);
                return Ok(self.v(Gen::ZeroExt8to64, word, &[full]));
            }
        };
        let bits = self.machine(Amd64::PMOVMSKB, mask, &[equal])?;
        Ok(self.v(Gen::ZeroExt8to64, word, &[bits]))
    }

    /// Builds a vector with a byte in each place.
    fn broadcast(&mut self, vector: TypeId, byte: ValueId) -> Built<ValueId> {
        let level = self.input.header.goamd64;
        let value = self.machine(Amd64::MOVQi2f, vector, &[byte])?;
        if level >= 4 {
            return self.machine(Amd64::VPBROADCASTB, vector, &[byte]);
        }
        if level >= 2 {
            return self.machine(Amd64::PSHUFBbroadcast, vector, &[value]);
        }
        let doubled = self.machine(Amd64::PUNPCKLBW, vector, &[value, value])?;
        self.machine(Amd64::PSHUFLW, vector, &[doubled])
    }
}

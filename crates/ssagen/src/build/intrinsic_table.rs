//! The functions that are operations on amd64.
//!
//! Counterpart: cmd/compile/internal/ssagen/intrinsics.go (`initIntrinsics`).

use super::intrinsic_maps::MapFunction;
use super::ops::Gen;

/// A type of a result.
#[derive(Clone, Copy, Debug)]
pub(super) enum Kind {
    Bool,
    Int,
    Uint,
    Uint8,
    Uint16,
    Uint32,
    Uint64,
    Uintptr,
    Float64,
    BytePtr,
}

/// A variable of the run time that is true if the processor has a feature.
#[derive(Clone, Copy, Debug)]
pub(super) struct Feature {
    pub(super) variable: &'static str,
    /// The N of GOAMD64=vN from which on all processors have it.
    pub(super) since: i64,
}

/// The values that a call of a function becomes.
#[derive(Clone, Copy, Debug)]
pub(super) enum Shape {
    /// An operation on the arguments.
    Value(Gen, Kind),
    /// An operation on the arguments, with the type of the call.
    Typed(Gen),
    /// An operation on the memory.
    OfMemory(Gen, Kind),
    /// An operation on the arguments with two results.
    Pair(Gen, Kind),
    /// An operation on the arguments and the memory, which it changes.
    Effect(Gen),
    /// An operation on the arguments and the memory, which it changes, with a result.
    Atomic(Gen, Kind),
    /// As [`Shape::Atomic`], with the result before the memory.
    AtomicValue(Gen, Kind),
    /// An operation if the processor has a feature, else a call.
    Guarded(Gen, Kind, Feature),
    /// A division of 128 by 64 bits.
    Divide,
    /// The interface's value stays alive.
    KeepAlive,
    /// One of two values, without a branch.
    Select,
    /// A function on the control words of maps.
    OfMap(MapFunction),
}

const FMA: Feature = Feature {
    variable: "x86HasFMA",
    since: 3,
};
const SSE41: Feature = Feature {
    variable: "x86HasSSE41",
    since: 2,
};
const POPCNT: Feature = Feature {
    variable: "x86HasPOPCNT",
    since: 2,
};

/// Packages.
const RUNTIME: &str = "runtime";
const SYS: &str = "internal/runtime/sys";
const RUNTIME_MATH: &str = "internal/runtime/math";
const BITS: &str = "math/bits";
const MATH: &str = "math";
const CONSTANT_TIME: &str = "crypto/internal/constanttime";

/// The functions by package and name; those on atomic numbers are in [`ATOMIC`].
const TABLE: &[(&str, &str, Shape)] = &[
    (
        RUNTIME,
        "slicebytetostringtmp",
        Shape::Typed(Gen::StringMake),
    ),
    (RUNTIME, "KeepAlive", Shape::KeepAlive),
    (
        SYS,
        "GetCallerPC",
        Shape::Value(Gen::GetCallerPC, Kind::Uintptr),
    ),
    (
        SYS,
        "GetCallerSP",
        Shape::OfMemory(Gen::GetCallerSP, Kind::Uintptr),
    ),
    (
        SYS,
        "GetClosurePtr",
        Shape::Value(Gen::GetClosurePtr, Kind::Uintptr),
    ),
    (SYS, "Bswap32", Shape::Value(Gen::Bswap32, Kind::Uint32)),
    (SYS, "Bswap64", Shape::Value(Gen::Bswap64, Kind::Uint64)),
    (SYS, "Prefetch", Shape::Effect(Gen::PrefetchCache)),
    (
        SYS,
        "PrefetchStreamed",
        Shape::Effect(Gen::PrefetchCacheStreamed),
    ),
    (
        RUNTIME_MATH,
        "MulUintptr",
        Shape::Pair(Gen::Mul64uover, Kind::Uint),
    ),
    (
        RUNTIME_MATH,
        "Mul64",
        Shape::Pair(Gen::Mul64uhilo, Kind::Uint64),
    ),
    (
        RUNTIME_MATH,
        "Add64",
        Shape::Pair(Gen::Add64carry, Kind::Uint64),
    ),
    (MATH, "sqrt", Shape::Value(Gen::Sqrt, Kind::Float64)),
    (MATH, "FMA", Shape::Guarded(Gen::FMA, Kind::Float64, FMA)),
    (
        MATH,
        "RoundToEven",
        Shape::Guarded(Gen::RoundToEven, Kind::Float64, SSE41),
    ),
    (
        MATH,
        "Floor",
        Shape::Guarded(Gen::Floor, Kind::Float64, SSE41),
    ),
    (
        MATH,
        "Ceil",
        Shape::Guarded(Gen::Ceil, Kind::Float64, SSE41),
    ),
    (
        MATH,
        "Trunc",
        Shape::Guarded(Gen::Trunc, Kind::Float64, SSE41),
    ),
    (BITS, "TrailingZeros64", Shape::Value(Gen::Ctz64, Kind::Int)),
    (BITS, "TrailingZeros32", Shape::Value(Gen::Ctz32, Kind::Int)),
    (BITS, "TrailingZeros16", Shape::Value(Gen::Ctz16, Kind::Int)),
    (BITS, "TrailingZeros8", Shape::Value(Gen::Ctz8, Kind::Int)),
    (
        BITS,
        "ReverseBytes64",
        Shape::Value(Gen::Bswap64, Kind::Uint64),
    ),
    (
        BITS,
        "ReverseBytes32",
        Shape::Value(Gen::Bswap32, Kind::Uint32),
    ),
    (BITS, "Len", Shape::Value(Gen::BitLen64, Kind::Int)),
    (BITS, "Len64", Shape::Value(Gen::BitLen64, Kind::Int)),
    (BITS, "Len32", Shape::Value(Gen::BitLen32, Kind::Int)),
    (BITS, "Len16", Shape::Value(Gen::BitLen16, Kind::Int)),
    (BITS, "Len8", Shape::Value(Gen::BitLen8, Kind::Int)),
    (
        BITS,
        "RotateLeft",
        Shape::Value(Gen::RotateLeft64, Kind::Uint64),
    ),
    (
        BITS,
        "RotateLeft64",
        Shape::Value(Gen::RotateLeft64, Kind::Uint64),
    ),
    (
        BITS,
        "RotateLeft32",
        Shape::Value(Gen::RotateLeft32, Kind::Uint32),
    ),
    (
        BITS,
        "RotateLeft16",
        Shape::Value(Gen::RotateLeft16, Kind::Uint16),
    ),
    (
        BITS,
        "RotateLeft8",
        Shape::Value(Gen::RotateLeft8, Kind::Uint8),
    ),
    (
        BITS,
        "OnesCount",
        Shape::Guarded(Gen::PopCount64, Kind::Int, POPCNT),
    ),
    (
        BITS,
        "OnesCount64",
        Shape::Guarded(Gen::PopCount64, Kind::Int, POPCNT),
    ),
    (
        BITS,
        "OnesCount32",
        Shape::Guarded(Gen::PopCount32, Kind::Int, POPCNT),
    ),
    (
        BITS,
        "OnesCount16",
        Shape::Guarded(Gen::PopCount16, Kind::Int, POPCNT),
    ),
    (BITS, "Mul64", Shape::Pair(Gen::Mul64uhilo, Kind::Uint64)),
    (BITS, "Mul", Shape::Pair(Gen::Mul64uhilo, Kind::Uint64)),
    (BITS, "Add64", Shape::Pair(Gen::Add64carry, Kind::Uint64)),
    (BITS, "Add", Shape::Pair(Gen::Add64carry, Kind::Uint64)),
    (BITS, "Sub64", Shape::Pair(Gen::Sub64borrow, Kind::Uint64)),
    (BITS, "Sub", Shape::Pair(Gen::Sub64borrow, Kind::Uint64)),
    (BITS, "Div64", Shape::Divide),
    (BITS, "Div", Shape::Divide),
    (SYS, "TrailingZeros8", Shape::Value(Gen::Ctz8, Kind::Int)),
    (SYS, "TrailingZeros32", Shape::Value(Gen::Ctz32, Kind::Int)),
    (SYS, "TrailingZeros64", Shape::Value(Gen::Ctz64, Kind::Int)),
    (SYS, "Len8", Shape::Value(Gen::BitLen8, Kind::Int)),
    (SYS, "Len64", Shape::Value(Gen::BitLen64, Kind::Int)),
    (
        SYS,
        "OnesCount64",
        Shape::Guarded(Gen::PopCount64, Kind::Int, POPCNT),
    ),
    (
        "math/big",
        "mulWW",
        Shape::Pair(Gen::Mul64uhilo, Kind::Uint64),
    ),
    (
        CONSTANT_TIME,
        "boolToUint8",
        Shape::Value(Gen::CvtBoolToUint8, Kind::Uint8),
    ),
    (CONSTANT_TIME, "Select", Shape::Select),
];

const LOAD: Shape = Shape::Atomic(Gen::AtomicLoad32, Kind::Uint32);
const LOAD64: Shape = Shape::Atomic(Gen::AtomicLoad64, Kind::Uint64);
const STORE: Shape = Shape::Effect(Gen::AtomicStore32);
const STORE64: Shape = Shape::Effect(Gen::AtomicStore64);
const SWAP: Shape = Shape::Atomic(Gen::AtomicExchange32, Kind::Uint32);
const SWAP64: Shape = Shape::Atomic(Gen::AtomicExchange64, Kind::Uint64);
const ADD: Shape = Shape::Atomic(Gen::AtomicAdd32, Kind::Uint32);
const ADD64: Shape = Shape::Atomic(Gen::AtomicAdd64, Kind::Uint64);
const CAS: Shape = Shape::Atomic(Gen::AtomicCompareAndSwap32, Kind::Bool);
const CAS64: Shape = Shape::Atomic(Gen::AtomicCompareAndSwap64, Kind::Bool);
const AND: Shape = Shape::AtomicValue(Gen::AtomicAnd32value, Kind::Uint32);
const AND64: Shape = Shape::AtomicValue(Gen::AtomicAnd64value, Kind::Uint64);
const OR: Shape = Shape::AtomicValue(Gen::AtomicOr32value, Kind::Uint32);
const OR64: Shape = Shape::AtomicValue(Gen::AtomicOr64value, Kind::Uint64);

/// The functions of internal/runtime/atomic.
const ATOMIC: &[(&str, Shape)] = &[
    ("Load", LOAD),
    ("Load8", Shape::Atomic(Gen::AtomicLoad8, Kind::Uint8)),
    ("Load64", LOAD64),
    ("Loadp", Shape::Atomic(Gen::AtomicLoadPtr, Kind::BytePtr)),
    ("Loadint32", LOAD),
    ("Loadint64", LOAD64),
    ("Loaduintptr", LOAD64),
    ("Loaduint", LOAD64),
    ("LoadAcq", LOAD),
    ("LoadAcq64", LOAD64),
    ("LoadAcquintptr", LOAD64),
    ("Store", STORE),
    ("Store8", Shape::Effect(Gen::AtomicStore8)),
    ("Store64", STORE64),
    ("StorepNoWB", Shape::Effect(Gen::AtomicStorePtrNoWB)),
    ("Storeint32", STORE),
    ("Storeint64", STORE64),
    ("Storeuintptr", STORE64),
    ("StoreRel", STORE),
    ("StoreRel64", STORE64),
    ("StoreReluintptr", STORE64),
    ("Xchg8", Shape::Atomic(Gen::AtomicExchange8, Kind::Uint8)),
    ("Xchg", SWAP),
    ("Xchg64", SWAP64),
    ("Xchgint32", SWAP),
    ("Xchgint64", SWAP64),
    ("Xchguintptr", SWAP64),
    ("Xadd", ADD),
    ("Xadd64", ADD64),
    ("Xaddint32", ADD),
    ("Xaddint64", ADD64),
    ("Xadduintptr", ADD64),
    ("Cas", CAS),
    ("Cas64", CAS64),
    ("CasRel", CAS),
    ("Casint32", CAS),
    ("Casint64", CAS64),
    ("Casuintptr", CAS64),
    ("Casp1", CAS64),
    ("And8", Shape::Effect(Gen::AtomicAnd8)),
    ("And", Shape::Effect(Gen::AtomicAnd32)),
    ("Or8", Shape::Effect(Gen::AtomicOr8)),
    ("Or", Shape::Effect(Gen::AtomicOr32)),
    ("And32", AND),
    ("And64", AND64),
    ("Or32", OR),
    ("Or64", OR64),
];

/// The functions of sync/atomic.
const SYNC_ATOMIC: &[(&str, Shape)] = &[
    ("LoadInt32", LOAD),
    ("LoadInt64", LOAD64),
    (
        "LoadPointer",
        Shape::Atomic(Gen::AtomicLoadPtr, Kind::BytePtr),
    ),
    ("LoadUint32", LOAD),
    ("LoadUint64", LOAD64),
    ("LoadUintptr", LOAD64),
    ("StoreInt32", STORE),
    ("StoreInt64", STORE64),
    ("StoreUint32", STORE),
    ("StoreUint64", STORE64),
    ("StoreUintptr", STORE64),
    ("SwapInt32", SWAP),
    ("SwapInt64", SWAP64),
    ("SwapUint32", SWAP),
    ("SwapUint64", SWAP64),
    ("SwapUintptr", SWAP64),
    ("CompareAndSwapInt32", CAS),
    ("CompareAndSwapInt64", CAS64),
    ("CompareAndSwapUint32", CAS),
    ("CompareAndSwapUint64", CAS64),
    ("CompareAndSwapUintptr", CAS64),
    ("AddInt32", ADD),
    ("AddInt64", ADD64),
    ("AddUint32", ADD),
    ("AddUint64", ADD64),
    ("AddUintptr", ADD64),
    ("AndInt32", AND),
    ("AndUint32", AND),
    ("AndInt64", AND64),
    ("AndUint64", AND64),
    ("AndUintptr", AND64),
    ("OrInt32", OR),
    ("OrUint32", OR),
    ("OrInt64", OR64),
    ("OrUint64", OR64),
    ("OrUintptr", OR64),
];

/// The functions of internal/runtime/maps on control words.
const MAPS: &[(&str, Shape)] = &[
    ("bitsetRemoveBelow", Shape::OfMap(MapFunction::RemoveBelow)),
    ("bitsetLowestSet", Shape::OfMap(MapFunction::LowestSet)),
    (
        "bitsetShiftOutLowest",
        Shape::OfMap(MapFunction::ShiftOutLowest),
    ),
    ("bitsetFirst", Shape::Value(Gen::Ctz64, Kind::Int)),
    ("ctrlGroupMatchH2", Shape::OfMap(MapFunction::MatchHash)),
    ("ctrlGroupMatchEmpty", Shape::OfMap(MapFunction::MatchEmpty)),
    (
        "ctrlGroupMatchEmptyOrDeleted",
        Shape::OfMap(MapFunction::MatchEmptyOrDeleted),
    ),
    ("ctrlGroupMatchFull", Shape::OfMap(MapFunction::MatchFull)),
];

/// Returns the values that a call of a function becomes.
pub(super) fn shape(package: &str, name: &str) -> Option<Shape> {
    let find = |list: &[(&str, Shape)]| {
        let row = list.iter().find(|(known, _)| *known == name);
        row.map(|(_, shape)| *shape)
    };
    match package {
        "internal/runtime/atomic" => find(ATOMIC),
        "sync/atomic" => find(SYNC_ATOMIC),
        "internal/runtime/maps" => find(MAPS),
        "sync" if name == "runtime_LoadAcquintptr" => Some(LOAD64),
        "sync" if name == "runtime_StoreReluintptr" => Some(STORE64),
        _ => {
            let is_it = |row: &&(&str, &str, Shape)| (row.0, row.1) == (package, name);
            TABLE.iter().find(is_it).map(|row| row.2)
        }
    }
}

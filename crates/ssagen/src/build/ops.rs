//! The operations that construction of SSA form makes, with their numbers in a release.
//!
//! Counterpart: cmd/compile/internal/ssa/opGen.go.

use vamos_ssa::op::Tables;
use vamos_ssa::op::flags;

/// Declares the operations, which have the compiler's names.
macro_rules! ops {
    ($($op:ident)*) => {
        /// An operation of no machine, by the compiler's name.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[expect(clippy::upper_case_acronyms, reason = "the compiler's names")]
        pub(super) enum Gen {
            $($op,)*
        }

        /// The names, by number of the operation. They make no operation, so that unused ones are
        /// found.
        const NAMES: &[&str] = &[$(stringify!($op),)*];
    };
}

ops! {
    Add8 Add16 Add32 Add64 Add32F Add64F AddPtr Sub8 Sub16 Sub32 Sub64 Sub32F Sub64F
    Mul8 Mul16 Mul32 Mul64 Mul32F Mul64F Div32F Div64F
    Div8 Div8u Div16 Div16u Div32 Div32u Div64 Div64u
    Mod8 Mod8u Mod16 Mod16u Mod32 Mod32u Mod64 Mod64u
    And8 And16 And32 And64 Or8 Or16 Or32 Or64 Xor8 Xor16 Xor32 Xor64
    Neg8 Neg16 Neg32 Neg64 Neg32F Neg64F Com8 Com16 Com32 Com64 Not AndB
    Lsh8x8 Lsh8x16 Lsh8x32 Lsh8x64 Lsh16x8 Lsh16x16 Lsh16x32 Lsh16x64
    Lsh32x8 Lsh32x16 Lsh32x32 Lsh32x64 Lsh64x8 Lsh64x16 Lsh64x32 Lsh64x64
    Rsh8x8 Rsh8x16 Rsh8x32 Rsh8x64 Rsh16x8 Rsh16x16 Rsh16x32 Rsh16x64
    Rsh32x8 Rsh32x16 Rsh32x32 Rsh32x64 Rsh64x8 Rsh64x16 Rsh64x32 Rsh64x64
    Rsh8Ux8 Rsh8Ux16 Rsh8Ux32 Rsh8Ux64 Rsh16Ux8 Rsh16Ux16 Rsh16Ux32 Rsh16Ux64
    Rsh32Ux8 Rsh32Ux16 Rsh32Ux32 Rsh32Ux64 Rsh64Ux8 Rsh64Ux16 Rsh64Ux32 Rsh64Ux64
    Eq8 Eq16 Eq32 Eq64 Eq32F Eq64F EqB EqPtr EqInter EqSlice
    Neq8 Neq16 Neq32 Neq64 Neq32F Neq64F NeqB NeqPtr NeqInter NeqSlice
    Less8 Less8U Less16 Less16U Less32 Less32U Less64 Less64U Less32F Less64F
    Leq8 Leq8U Leq16 Leq16U Leq32 Leq32U Leq64 Leq64U Leq32F Leq64F
    Min32F Min64F Max32F Max64F
    Trunc16to8 Trunc32to8 Trunc32to16 Trunc64to8 Trunc64to16 Trunc64to32
    SignExt8to16 SignExt8to32 SignExt8to64 SignExt16to32 SignExt16to64 SignExt32to64
    ZeroExt8to16 ZeroExt8to32 ZeroExt8to64 ZeroExt16to32 ZeroExt16to64 ZeroExt32to64
    CvtBoolToUint8 Cvt32to32F Cvt32to64F Cvt64to32F Cvt64to64F Cvt32Fto32 Cvt32Fto64
    Cvt64Fto32 Cvt64Fto64 Cvt32Fto64F Cvt64Fto32F Round32F Round64F
    ComplexMake ComplexReal ComplexImag
    Addr LocalAddr SP SB InitMem Arg ArgIntReg ArgFloatReg GetClosurePtr GetCallerPC
    GetCallerSP GetG Const8 Const16 Const32 Const64 Const32F Const64F ConstString ConstBool
    Copy Phi FwdRef Unknown Empty Load Store Zero Move Dereference VarDef VarLive
    KeepAlive NilCheck OffPtr PtrIndex Convert InlMark
    StringMake StringPtr StringLen SliceMake SlicePtr SlicePtrUnchecked SliceLen SliceCap
    Slicemask IMake ITab IData StructMake StructSelect ArrayMake1 ArraySelect
    IsInBounds IsSliceInBounds PanicBounds SpectreIndex SpectreSliceIndex
    StaticLECall ClosureLECall InterLECall TailLECall MakeResult SelectN SelectNAddr
    Select0 Select1
    AtomicLoad8 AtomicLoad32 AtomicLoad64 AtomicLoadPtr AtomicStore8 AtomicStore32 AtomicStore64
    AtomicStorePtrNoWB AtomicExchange8 AtomicExchange32 AtomicExchange64 AtomicAdd32 AtomicAdd64
    AtomicCompareAndSwap32 AtomicCompareAndSwap64 AtomicAnd8 AtomicOr8 AtomicAnd32 AtomicOr32
    AtomicAnd32value AtomicAnd64value AtomicOr32value AtomicOr64value
    Bswap32 Bswap64 BitLen8 BitLen16 BitLen32 BitLen64 Ctz8 Ctz16 Ctz32 Ctz64
    PopCount16 PopCount32 PopCount64
    RotateLeft8 RotateLeft16 RotateLeft32 RotateLeft64 Sqrt FMA
    Floor Ceil Trunc RoundToEven Mul64uhilo Mul64uover Add64carry Sub64borrow
    Div128u PrefetchCache PrefetchCacheStreamed CondSelect HasCPUFeature
}

/// An operation of amd64, by the compiler's name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::upper_case_acronyms, reason = "the compiler's names")]
pub(super) enum Amd64 {
    MOVQi2f,
    VPBROADCASTB,
    PSHUFBbroadcast,
    PUNPCKLBW,
    PSHUFLW,
    PCMPEQB,
    PMOVMSKB,
    PSIGNB,
}

/// The names of the operations of amd64 in the sources, by number.
const AMD64: [&str; 8] = [
    "OpAMD64MOVQi2f",
    "OpAMD64VPBROADCASTB",
    "OpAMD64PSHUFBbroadcast",
    "OpAMD64PUNPCKLBW",
    "OpAMD64PSHUFLW",
    "OpAMD64PCMPEQB",
    "OpAMD64PMOVMSKB",
    "OpAMD64PSIGNB",
];

/// The numbers of the operations in a release.
#[derive(Clone, Debug)]
pub struct BuildOps {
    numbers: Vec<u16>,
    /// The operations of amd64; those that the release does not have are missing.
    amd64: [Option<u16>; 8],
    tail_call_inter: Option<u16>,
}

impl BuildOps {
    /// Finds the numbers; an error is the missing name.
    pub fn of(tables: &Tables) -> Result<Self, &'static str> {
        let find = |name: &str| {
            let is_it = |at: &usize| {
                let info = &tables.ops[*at];
                &*info.name == name && info.has(flags::GENERIC)
            };
            let at = (0..tables.ops.len()).find(is_it)?;
            u16::try_from(at).ok()
        };
        let numbers = NAMES.iter().map(|name| find(name).ok_or(*name));
        let find_const = |name: &str| {
            let mut consts = tables.op_consts.iter();
            let at = consts.position(|known| &**known == name)?;
            u16::try_from(at).ok()
        };
        Ok(Self {
            amd64: AMD64.map(find_const),
            numbers: numbers.collect::<Result<_, _>>()?,
            tail_call_inter: find("TailLECallInter"),
        })
    }

    /// Returns the number of an operation.
    pub(super) fn number(&self, op: Gen) -> u16 {
        self.numbers.get(op as usize).copied().unwrap_or_default()
    }

    /// Returns the number of an operation of amd64.
    pub(super) fn amd64(&self, op: Amd64) -> Option<u16> {
        self.amd64.get(op as usize).copied().flatten()
    }

    /// Returns the number of tail calls of methods of interfaces, which are there since Go 1.27.
    pub(super) fn tail_call_inter(&self) -> Option<u16> {
        self.tail_call_inter
    }
}

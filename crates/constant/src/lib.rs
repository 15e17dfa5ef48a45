//! Exact constants: the values of Go's untyped constants, and arithmetic on them.
//!
//! An integer is exact. A number with a fraction is an exact fraction until one of its parts has
//! 4096 bits; from then on it is a float with 512 bits. The representation affects later results,
//! texts and export data, so the rules equal upstream's to the last bit.
//!
//! Owns: [`Value`]. Must not know: types, trees.
//! Counterpart: go/constant, and the parts of math/big that it uses.

mod float;
mod int;
mod ldexp;
mod literal;
mod nat;
mod ops;
mod rat;
mod scan;
mod strings;
mod text;
mod value;

pub use literal::Literal;
pub use ops::Op;
pub use value::BigInt;
pub use value::Exact;
pub use value::Kind;
pub use value::Value;

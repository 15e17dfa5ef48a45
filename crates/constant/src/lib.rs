//! Exact constants: the values of Go's untyped constants and what is computed with them.
//!
//! An integer is exact. A number with a fraction is an exact fraction until one of its parts has
//! 4096 bits; from then on it is a float with 512 bits. Which of them a value is shows in later
//! results, in texts and in export data, so the rules are those of upstream to the last bit.
//!
//! Owns: [`Value`]. Must not know: types, trees.
//! Counterpart: go/constant, and what it uses of math/big.

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

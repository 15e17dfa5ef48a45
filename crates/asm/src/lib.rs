//! Assembly text to the object of a package, or to the list of ABIs of its symbols.
//!
//! Owns: tokens, macros and includes of assembly files, operands and directives, the errors of
//! the assembler in its words. Files are read through a trait.
//! Must not know: files, the environment, how instructions are encoded.
//! Counterpart: cmd/asm.

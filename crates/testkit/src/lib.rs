//! Side-by-side cases: one command under the official go and under vamos in twin directories, compared.
//!
//! Must not know: the product crates above fsys.
//! Counterpart: none; upstream tests itself with scripts, see `xtask scripts`.

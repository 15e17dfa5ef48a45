//! Archives, build IDs and build info of executables, from bytes.
//!
//! Must not know: packages, linking, files.
//! Counterpart: cmd/internal/archive, cmd/internal/buildid, debug/buildinfo.

//! go.mod, go.work, go.sum and modules.txt: parse and faithful print; versions, module paths, and (in `modules`) requirements to build list.
//!
//! Must not know: disk, network, packages.
//! Counterpart: golang.org/x/mod, cmd/go/internal/mvs, cmd/go/internal/modload/buildlist.go.

//! All file access and all child processes of vamos.
//!
//! Owns: the views that loading reads through ([`Files`]: disk, overlay, memory), file metadata and
//! stamps, the record of a run's accesses ([`access_log`]), atomic writes, locks, counters of work
//! done, and [`proc`]. Must not know: Go's rules, or the meaning of any file. Main types:
//! [`Files`], [`HashedFiles`], [`Disk`], [`Overlay`], [`MemFiles`], [`Metadata`], [`PathError`].
//! Counterpart: cmd/go/internal/fsys, cmd/go/internal/lockedfile, os.

pub mod access_log;
pub mod atomic;
#[cfg(all(target_os = "linux", not(portable)))]
mod available_memory;
pub mod bound;
#[cfg(all(target_os = "linux", not(portable)))]
mod contention;
pub mod copy_dir;
pub mod disk;
mod file_system;
pub mod files;
pub mod inside;
#[cfg(all(target_os = "linux", not(portable)))]
mod large_stack;
pub mod lock;
pub mod maintenance;
mod map;
mod mem_files;
mod os;
pub mod output;
pub mod overlay;
mod pages;
pub mod path_error;
pub mod proc;
pub mod same_copy;
pub mod settings_file;
pub mod stamp;
mod stat_line;
pub mod streams;
pub mod system;
pub mod terminal;
mod thread_time;
mod traced;
pub mod uncached;
mod unfinished;
#[cfg(not(all(target_os = "linux", not(portable))))]
mod unknown_load;
pub mod watch;
pub mod work;
mod zone;

#[cfg(all(target_os = "linux", not(portable)))]
pub use available_memory::available_memory;
pub use bound::Bound;
#[cfg(all(target_os = "linux", not(portable)))]
pub use contention::contention;
pub use disk::Disk;
pub use disk::IoCounts;
pub use disk::eval_symlinks;
pub use files::DirEntry;
pub use files::FileKind;
pub use files::Files;
pub use files::Hashed;
pub use files::HashedFiles;
pub use files::KnownFiles;
pub use files::Metadata;
#[cfg(all(target_os = "linux", not(portable)))]
pub use large_stack::on_large_stack;
pub use map::Mapped;
pub use mem_files::MemFiles;
pub use output::NewFile;
pub use overlay::Overlay;
pub use overlay::OverlayError;
pub use pages::LargeBuffers;
pub use pages::ReusedBuffers;
pub use pages::grow_heap_ahead;
pub use pages::trim_heaps;
pub use path_error::PathError;
pub use stat_line::go_mode;
pub use stat_line::stat_line;
pub use thread_time::thread_time;
pub use traced::TraceFn;
pub use traced::Traced;
pub use unfinished::Unfinished;
#[cfg(not(all(target_os = "linux", not(portable))))]
pub use unknown_load::available_memory;
#[cfg(not(all(target_os = "linux", not(portable))))]
pub use unknown_load::contention;
#[cfg(not(all(target_os = "linux", not(portable))))]
pub use vamos_sched::on_large_stack;
pub use zone::local_zone;

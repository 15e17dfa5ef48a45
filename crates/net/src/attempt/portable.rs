//! Sockets that do not block and that children do not inherit.
//!
//! Counterpart: net/sock_cloexec.go, net/sys_cloexec.go.

use std::os::fd::OwnedFd;

use rustix::io::Errno;
use rustix::io::FdFlags;
use rustix::net::AddressFamily;
use rustix::net::SocketType;

/// Opens a socket for TCP. A child that starts before the second call inherits it, and keeps it
/// open until it ends.
pub(super) fn socket(family: AddressFamily) -> Result<OwnedFd, Errno> {
    let socket = rustix::net::socket(family, SocketType::STREAM, None)?;
    rustix::io::fcntl_setfd(&socket, FdFlags::CLOEXEC)?;
    rustix::io::ioctl_fionbio(&socket, true)?;
    Ok(socket)
}

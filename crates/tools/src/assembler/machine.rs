//! The words of the machine for which a command assembles.
//!
//! Counterpart: none; upstream makes them for each file.

use std::sync::OnceLock;

use vamos_asm::Machine;
use vamos_goenv::GoEnv;

/// The machine of a command, whose words are made once, and only if something is assembled.
#[derive(Debug, Default)]
pub struct CommandMachine {
    machine: OnceLock<Option<Machine>>,
}

impl CommandMachine {
    /// Returns the machine for which the command assembles; `None` if it is not supported.
    pub(super) fn machine(&self, env: &GoEnv) -> Option<&Machine> {
        let machine = self
            .machine
            .get_or_init(|| Machine::new(&env.target.goarch));
        machine.as_ref()
    }
}

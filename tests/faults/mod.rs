//! What a machine does to a program: kill, full disk, nonsense.

mod kill;
mod options;
mod plugin_kills;
mod plugins;
mod replay_kills;

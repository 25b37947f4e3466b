//! What a machine does to a program: kill, full disk, nonsense.

mod kill;
mod lanes;
mod options;
mod plugin_kills;
mod plugins;
mod replay_kills;
mod witness;

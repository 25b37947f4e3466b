//! What a machine does to a program: kill, full disk, nonsense.

mod kill;

//! What the operating system says about a file, in words and with a fix.

use crate::runner::step::StepError;
use prama_model::Problem;
use std::io::{Error, ErrorKind};
use std::path::Path;

/// The error of doing `what` (as in "could not be `what`") with `path`.
pub(super) fn failed(what: &str, path: &Path, error: &Error) -> StepError {
    let shown = path.display();
    match error.kind() {
        ErrorKind::NotFound => StepError::fatal(
            Problem::new(
                "FILE-001",
                format!("\"{shown}\" can't be found."),
                format!("Nothing could be {what}."),
            )
            .fix("It may have been moved, renamed or deleted after the event. Check the path."),
        ),
        ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => StepError::fatal(
            Problem::new("FILE-002", format!("\"{shown}\" may not be {what}."), "The system refused it.")
                .fix("Change the permissions of the file or its folder."),
        ),
        ErrorKind::AlreadyExists | ErrorKind::IsADirectory | ErrorKind::DirectoryNotEmpty => exists(path),
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => StepError::passing(
            Problem::new(
                "FILE-005",
                format!("\"{shown}\" could not be {what}: the disk is full."),
                "Nothing was left half done.",
            )
            .fix("Free some space on that disk; the step can then be tried again."),
        ),
        _ => StepError::passing(
            Problem::new(
                "FILE-006",
                format!("\"{shown}\" could not be {what}: {error}."),
                "Nothing was left half done.",
            )
            .fix("Check that the drive is connected and working."),
        ),
    }
}

/// Something with that name is there already.
pub(super) fn exists(path: &Path) -> StepError {
    StepError::fatal(
        Problem::new("FILE-003", format!("\"{}\" is there already.", path.display()), "It was not touched.")
            .fix("Set \"If the file exists\" to \"rename\" or \"replace\", or choose another name."),
    )
}

/// The path leads to something that this step does not work on.
pub(super) fn not_a_file(path: &Path, is: &str) -> StepError {
    StepError::fatal(
        Problem::new(
            "FILE-004",
            format!("\"{}\" is {is}, not a file.", path.display()),
            "Nothing was changed.",
        )
        .fix("Give the path of a file."),
    )
}

/// The file changed while it was read.
pub(super) fn changed(path: &Path) -> StepError {
    StepError::passing(
        Problem::new(
            "FILE-007",
            format!("\"{}\" changed while it was being copied.", path.display()),
            "The half copy was thrown away.",
        )
        .fix("Wait until the file is completely written; the step can then be tried again."),
    )
}

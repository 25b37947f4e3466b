//! The step types that ship: one file each, and what they share.

mod check;
mod child;
mod command_run;
mod data_set;
mod event_emit;
mod file_copy;
mod file_error;
mod file_move;
mod file_write;
mod http_client;
mod http_request;
mod notes;
mod notify;
mod output;
mod pdf;
mod pdf_child;
mod placing;
mod template;
#[cfg(test)]
mod tests;

pub use check::check_inputs;

use super::step::StepType;
use std::sync::Arc;

/// Every step type that ships, in the order the catalogue shows them.
#[must_use]
pub fn catalogue() -> Vec<Arc<dyn StepType>> {
    vec![
        Arc::new(pdf::PdfText::new()),
        Arc::new(pdf::PdfInfo::new()),
        Arc::new(file_move::FileMove::new()),
        Arc::new(file_copy::FileCopy::new()),
        Arc::new(file_write::FileWrite::new()),
        Arc::new(command_run::CommandRun::new()),
        Arc::new(http_request::HttpRequest::new()),
        Arc::new(event_emit::EventEmit::new()),
        Arc::new(notify::Notify::new()),
        Arc::new(data_set::DataSet::new()),
    ]
}

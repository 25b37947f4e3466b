//! The books and other checks of the data folder.

use crate::problem::ApiError;
use crate::state::Surface;
use crate::wire::{Doctor, DoctorCheck};
use axum::Json;
use axum::extract::State;
use prama_engine::registry::status::State as SourceState;
use prama_engine::store::books;

/// Checks that what was accepted is stored, what matched has its run, and nothing stands twice.
#[utoipa::path(get, path = "/api/doctor", tag = "status", operation_id = "doctor", responses((status = 200, body = Doctor)))]
pub(super) async fn get(State(surface): State<Surface>) -> Result<Json<Doctor>, ApiError> {
    let books = surface.read(books).await?;
    let figures = format!(
        "{} events accepted, {} set aside, {} sent again; {} matches, {} runs, {} of them active",
        books.accepted, books.rejected, books.duplicates, books.matched, books.runs, books.active
    );
    let mut checks = vec![check("books", books.findings.is_empty(), figures)];
    checks.extend(books.findings.into_iter().map(|f| check(f.account, false, f.message)));
    let (files, wrong) = surface.engine.uploads().audit().await?;
    checks.push(match wrong.as_slice() {
        [] => check("uploads", true, format!("{files} uploaded files are as they came")),
        some => check("uploads", false, some.join("; ")),
    });
    let broken: Vec<_> = surface
        .engine
        .registry()
        .views()
        .into_iter()
        .filter(|v| v.status.state == SourceState::Invalid)
        .collect();
    let names = broken.iter().map(|v| v.id.as_str()).collect::<Vec<_>>().join(", ");
    checks.push(match broken.len() {
        0 => check("sources", true, "every manifest can be read".to_owned()),
        n => check("sources", false, format!("{n} with a wrong manifest: {names}")),
    });
    // A wrong manifest is a person's to correct; the data is whole all the same.
    let ok = checks.iter().all(|c| c.ok || c.name == "sources");
    Ok(Json(Doctor { ok, checks }))
}

fn check(name: &str, ok: bool, detail: String) -> DoctorCheck {
    DoctorCheck { name: name.to_owned(), ok, detail }
}

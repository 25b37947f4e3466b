//! The OpenAPI document that the UI's types are made from is the router's own.

use std::fs;
use std::path::Path;

#[test]
fn the_committed_document_is_the_routers() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../ui/src/api/openapi.json");
    let wanted = prama_api::openapi().unwrap();
    if std::env::var_os("UPDATE").is_some_and(|value| value == "1") {
        fs::write(&file, &wanted).unwrap();
    }
    let found = fs::read_to_string(&file).unwrap_or_default().replace("\r\n", "\n");
    assert!(
        found == wanted,
        "ui/src/api/openapi.json is not the API's document. To regenerate: \
         UPDATE=1 cargo test -p prama-api --test openapi, then npm run bindings -w tools"
    );
}

#[test]
fn operation_ids_are_unique() {
    let document: serde_json::Value = serde_json::from_str(&prama_api::openapi().unwrap()).unwrap();
    let paths = document["paths"].as_object().unwrap();
    let mut ids: Vec<_> = paths
        .values()
        .flat_map(|path| path.as_object().unwrap().values())
        .map(|operation| operation["operationId"].as_str().unwrap())
        .collect();
    let count = ids.len();
    assert!(count > 0, "the document has no operations");
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), count);
}

//! Makes the folder of the built UI if it is missing, so that the crate compiles without it.

fn main() -> std::io::Result<()> {
    let dist =
        std::path::Path::new(&std::env::var("CARGO_MANIFEST_DIR").unwrap_or_default()).join("../../ui/dist");
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed={}", dist.display());
    std::fs::create_dir_all(dist)
}

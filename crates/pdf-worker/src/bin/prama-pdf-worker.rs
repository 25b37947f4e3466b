//! The document worker as a program of its own, for tests; Prama's binaries run it as `<binary> __pdf-worker`.

fn main() -> std::process::ExitCode {
    prama_pdf_worker::main()
}

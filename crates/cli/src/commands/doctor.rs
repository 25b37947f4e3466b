//! `prama doctor`: whether the books balance.

use super::{data_dir, with};
use crate::args::Alone;
use crate::failure::{FAILED, Failure};
use crate::out::{self, items, text};

pub(super) async fn run(alone: Alone) -> Result<(), Failure> {
    let found = with(data_dir(&alone.folder), async |c| c.get("/api/doctor").await).await?;
    if alone.show.json {
        out::json(&found);
    } else {
        for check in items(&found, "checks") {
            let mark = if check["ok"] == true { "✔" } else { "✖" };
            out::line(&format!("{mark} {}: {}", text(check, "name"), text(check, "detail")));
        }
        out::line(if found["ok"] == true { "The books balance." } else { "The books do not balance." });
    }
    if found["ok"] == true { Ok(()) } else { Err(Failure::shown(FAILED)) }
}

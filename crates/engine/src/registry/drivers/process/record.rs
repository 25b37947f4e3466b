//! Programs of sources on record, so that what a crash of the app left behind is ended at the next start.

use crate::process_tree::{end_sources_of, kill_recorded, start_time};
use crate::registry::drivers::Context;
use prama_store::{Store, StoreError, sources};

/// Puts a program on record.
pub(super) async fn started(context: &Context, pid: Option<u32>) {
    if let Some((pid, start)) = pid.and_then(|pid| Some((pid, start_time(pid)?))) {
        write(context, Some((pid, start))).await;
    }
}

/// Takes it off.
pub(super) async fn ended(context: &Context) {
    write(context, None).await;
}

async fn write(context: &Context, child: Option<(u32, String)>) {
    let (id, now) = (context.source.clone(), context.clock.now_ms());
    let done = context.store.write(move |tx| {
        sources::set_child(tx, &id, child.as_ref().map(|(pid, start)| (*pid, start.as_str())), now)
    });
    if let Err(error) = done.await {
        tracing::warn!(source = context.source, %error, "the program could not be put on record");
    }
}

/// Ends the programs that an earlier run of the app left behind.
pub(in crate::registry) async fn kill_left_over(store: &Store) -> Result<(), StoreError> {
    for (_, pid, start) in store.read(sources::children).await? {
        kill_recorded(pid, &start);
    }
    end_sources_of(store.dir()).await;
    Ok(())
}

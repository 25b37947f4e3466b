//! The work on what a program sent: events and checkpoints on their way to the store, each in its turn.

use super::super::Context;
use super::order::Order;
use crate::ingest::{Ack, Also, Incoming, Origin, Refused};
use prama_protocol::{EventAnswer, EventParams, Id, Outgoing, RpcError};
use prama_store::sources;
use serde_json::Value;
use std::sync::Arc;
use std::time::Duration;

/// Hands an event to the sink and waits until it is stored or refused; tries again while it cannot be stored.
pub(super) async fn take(
    context: &Context,
    order: &Arc<Order>,
    n: u64,
    alias: Option<&str>,
    id: Option<Id>,
    event: EventParams,
) -> Option<Outgoing> {
    let event_type = event.event_type.clone();
    let (mut envelope, checkpoint) = event.into_parts();
    // A program knows the name it was written under; as an instance it speaks for the instance.
    for said in [Some(&mut envelope.source), envelope.metadata.as_mut().map(|m| &mut m.source)] {
        if let Some(source) = said.filter(|s| s.is_some() && s.as_deref() == alias) {
            *source = Some(context.source.clone());
        }
    }
    let outcome = loop {
        let mut incoming = Incoming::new(envelope.clone(), Origin::Source(context.source.clone()));
        incoming.also = Some(reached(context, order, n, checkpoint.clone()));
        match context.sink.ingest(incoming).await {
            Err(Refused::Unavailable { problem, retry_after_s }) => {
                order.failed(n);
                context.log.warn(format!("{event_type} waits: {}", problem.title));
                let pause = Duration::from_secs(u64::from(retry_after_s.clamp(1, 60)));
                if context.cancel.run_until_cancelled(tokio::time::sleep(pause)).await.is_none() {
                    order.give_up();
                    context
                        .log
                        .error(format!("{event_type} was not stored before the stop: {}", problem.title));
                    return None;
                }
            }
            Err(refused @ Refused::Rejected { event_id: None, .. }) => {
                // Nothing was written for it, but the source may go on from here.
                let noted = context.store.write(reached(context, order, n, checkpoint.clone())).await;
                if let Err(error) = noted {
                    context.log.warn(format!("The checkpoint was not kept: {error}"));
                }
                break Err(refused);
            }
            other => break other,
        }
    };
    order.settled(n);
    let answer = match outcome {
        Ok(Ack { event_id, duplicate, .. }) => {
            EventAnswer::Accepted { event_id: event_id.to_string(), duplicate }
        }
        Err(refused) => {
            let problem = refused.problem();
            let message = format!("{} {}", problem.title, problem.detail).trim_end().to_owned();
            context.log.warn(format!("{event_type} was set aside: {message} [{}]", problem.code));
            EventAnswer::Rejected { code: problem.code.clone(), message }
        }
    };
    id.map(|id| Outgoing::Event(id, answer))
}

/// Keeps a checkpoint once everything sent before it is on disk.
pub(super) async fn keep(
    context: &Context,
    order: &Arc<Order>,
    n: u64,
    id: Option<Id>,
    value: Value,
) -> Option<Outgoing> {
    let kept = if order.turn(n).await {
        context.store.write(reached(context, order, n, Some(value))).await.map_err(|e| e.to_string())
    } else {
        Err("an event before it was not stored".to_owned())
    };
    match kept {
        Ok(()) => {
            order.settled(n);
            id.map(Outgoing::Done)
        }
        Err(message) => {
            context.log.warn(format!("The checkpoint was not kept: {message}"));
            order.failed(n);
            // What comes after it does not depend on it.
            order.settled(n);
            id.map(|id| Outgoing::Error(Some(id), RpcError { code: -32000, message }))
        }
    }
}

/// The write that belongs to number `n`: the checkpoint that is reached with it, if any.
fn reached(context: &Context, order: &Arc<Order>, n: u64, checkpoint: Option<Value>) -> Also {
    let (source, now, order) = (context.source.clone(), context.clock.now_ms(), Arc::clone(order));
    Box::new(move |tx| match order.written(n, checkpoint) {
        Some(value) => sources::set_checkpoint(tx, &source, &value, now),
        None => Ok(()),
    })
}

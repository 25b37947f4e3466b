//! Checkpoints in order: a source's checkpoint never gets ahead of an event that it sent before and that is not stored yet.

use serde_json::Value;
use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};
use tokio::sync::watch;

/// What a program sent and what became of it, in the order it was sent. Many are on the way at once, and one of them may
/// have to wait (disk full, rules just changed) while later ones are stored.
pub(super) struct Order {
    line: Mutex<Line>,
    /// The number of the first one that is not settled.
    front: watch::Sender<u64>,
}

#[derive(Default)]
struct Line {
    first: u64,
    sent: VecDeque<Sent>,
    given_up: bool,
}

enum Sent {
    Waiting,
    /// Written in a transaction that may not be committed yet, with its checkpoint.
    Written(Option<Value>),
    Settled(Option<Value>),
}

impl Order {
    pub(super) fn new() -> Self {
        Self { line: Mutex::default(), front: watch::Sender::new(0) }
    }

    /// Takes the next number.
    pub(super) fn enter(&self) -> u64 {
        let mut line = self.lock();
        line.sent.push_back(Sent::Waiting);
        line.first + line.sent.len() as u64 - 1
    }

    /// Called inside the transaction that writes number `n`. Gives the checkpoint to write with it: the last one up to
    /// which everything is written.
    pub(super) fn written(&self, n: u64, checkpoint: Option<Value>) -> Option<Value> {
        let mut line = self.lock();
        line.put(n, Sent::Written(checkpoint));
        let written = line.sent.iter().map_while(|sent| match sent {
            Sent::Waiting => None,
            Sent::Written(checkpoint) | Sent::Settled(checkpoint) => Some(checkpoint.as_ref()),
        });
        written.flatten().last().cloned()
    }

    /// The transaction of number `n` failed; it will be tried again.
    pub(super) fn failed(&self, n: u64) {
        self.lock().put(n, Sent::Waiting);
    }

    /// Number `n` is on disk.
    pub(super) fn settled(&self, n: u64) {
        let mut line = self.lock();
        if let Some(Sent::Written(checkpoint)) = line.at(n).map(|sent| std::mem::replace(sent, Sent::Waiting))
        {
            line.put(n, Sent::Settled(checkpoint));
        } else {
            line.put(n, Sent::Settled(None));
        }
        while matches!(line.sent.front(), Some(Sent::Settled(_))) {
            line.sent.pop_front();
            line.first += 1;
        }
        self.front.send_replace(line.first);
    }

    /// An event will not be stored any more: no later checkpoint may be kept.
    pub(super) fn give_up(&self) {
        self.lock().given_up = true;
        self.front.send_replace(u64::MAX);
    }

    /// Waits until everything before number `n` is on disk; false when it will never be.
    pub(super) async fn turn(&self, n: u64) -> bool {
        // The sender lives as long as we do.
        let _ = self.front.subscribe().wait_for(|front| *front >= n).await;
        !self.lock().given_up
    }

    fn lock(&self) -> MutexGuard<'_, Line> {
        self.line.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Line {
    fn at(&mut self, n: u64) -> Option<&mut Sent> {
        usize::try_from(n.checked_sub(self.first)?).ok().and_then(|i| self.sent.get_mut(i))
    }

    fn put(&mut self, n: u64, sent: Sent) {
        if let Some(place) = self.at(n) {
            *place = sent;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Order;
    use serde_json::{Value, json};

    fn at(value: i64) -> Option<Value> {
        Some(json!(value))
    }

    #[test]
    fn a_checkpoint_waits_for_what_was_sent_before_it() {
        let order = Order::new();
        let [a, b, c] = [order.enter(), order.enter(), order.enter()];
        assert_eq!(order.written(b, at(2)), None, "the first one is not written yet");
        assert_eq!(order.written(a, at(1)), at(2), "now both are");
        order.failed(a);
        assert_eq!(order.written(c, at(3)), None, "the commit of the first one failed");
        assert_eq!(order.written(a, at(1)), at(3));
        [a, b, c].into_iter().for_each(|n| order.settled(n));
        let d = order.enter();
        assert_eq!(order.written(d, None), None, "what was kept before stands");
    }

    #[tokio::test]
    async fn a_turn_comes_when_everything_before_is_settled() {
        let order = Order::new();
        let [a, b, c] = [order.enter(), order.enter(), order.enter()];
        order.settled(b);
        assert!(futures::FutureExt::now_or_never(order.turn(c)).is_none());
        order.settled(a);
        assert!(order.turn(c).await);
        order.give_up();
        assert!(!order.turn(c).await);
    }
}

//! The cost limit: every loop turn of a CEL macro ticks; cel 0.15 itself has no limit, and 1 KB of nested `all` can run for minutes.

use super::MAX_TURNS;
use cel::common::ast::{CallExpr, EntryExpr, Expr, IdedExpr};
use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

/// Name of the function that each loop condition calls first.
pub(super) const TICK: &str = "__tick";

thread_local! {
    static TURNS: Cell<u64> = const { Cell::new(0) };
}

/// What the unwinding carries: an ordinary error would be absorbed by `||`.
struct Exhausted;

/// Counts one loop turn; unwinds past CEL when the budget is used up.
pub(super) fn tick() -> bool {
    TURNS.with(|turns| {
        let n = turns.get() + 1;
        turns.set(n);
        if n > MAX_TURNS {
            resume_unwind(Box::new(Exhausted));
        }
    });
    true
}

/// Runs `work` under a fresh budget; `None` when it is used up or CEL panicked.
pub(super) fn limited<T>(work: impl FnOnce() -> T) -> Option<T> {
    TURNS.with(|t| t.set(0));
    catch_unwind(AssertUnwindSafe(work)).ok()
}

/// Puts the tick in front of each loop condition.
pub(super) fn guard(node: &mut IdedExpr) {
    match &mut node.expr {
        Expr::Call(call) => {
            call.target.iter_mut().for_each(|t| guard(t));
            call.args.iter_mut().for_each(guard);
        }
        Expr::Comprehension(c) => {
            for part in
                [&mut c.iter_range, &mut c.accu_init, &mut c.loop_cond, &mut c.loop_step, &mut c.result]
            {
                guard(part);
            }
            let condition = std::mem::take(&mut c.loop_cond);
            let tick = call(TICK, Vec::new());
            c.loop_cond = call("_&&_", vec![tick, condition]);
        }
        Expr::List(list) => list.elements.iter_mut().for_each(guard),
        Expr::Map(map) => map.entries.iter_mut().for_each(|e| guard_entry(&mut e.expr)),
        Expr::Struct(s) => s.entries.iter_mut().for_each(|e| guard_entry(&mut e.expr)),
        Expr::Select(select) => guard(&mut select.operand),
        Expr::Ident(_) | Expr::Literal(_) | Expr::Unspecified => {}
    }
}

fn guard_entry(entry: &mut EntryExpr) {
    match entry {
        EntryExpr::StructField(f) => guard(&mut f.value),
        EntryExpr::MapEntry(e) => {
            guard(&mut e.key);
            guard(&mut e.value);
        }
    }
}

fn call(name: &str, args: Vec<IdedExpr>) -> IdedExpr {
    IdedExpr { id: 0, expr: Expr::Call(CallExpr { func_name: name.to_owned(), target: None, args }) }
}

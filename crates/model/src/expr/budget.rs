//! The limits of one evaluation. cel 0.15 itself has none: 1 KB of nested `all` can run for minutes, and one text that is doubled forty
//! times takes all memory. Calls put into the parsed tree count loop turns and weigh what is built and read.

use super::{MAX_BUILT, MAX_READ, MAX_TURNS};
use cel::common::ast::{CallExpr, EntryExpr, Expr, IdedExpr, LiteralValue};
use cel::common::functions::Function;
use cel::common::types::{CelInt, CelList, CelString, DYN_TYPE, INT_TYPE, LIST_TYPE, STRING_TYPE};
use cel::common::value::{BuiltinRef, CowVal, Val};
use cel::{DeclarationError, Env, ExecutionError};
use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

/// Called first by each loop condition.
const TICK: &str = "__tick";
/// Around what a loop makes: texts, lists, maps.
const BUILT: &str = "__built";
/// Around what a turn adds to a list: the same, and counts the turn.
const ITEM: &str = "__item";
/// Around what a loop compares or searches as a whole.
const READ: &str = "__read";
/// Around what is gone through once for each of its own parts.
const READ_OFTEN: &str = "__read_often";
/// In place of the functions whose result can be far larger than what they are given.
const LARGE: [(&str, &str); 2] = [("replace", "__replace"), ("join", "__join")];
/// Functions that only look, so that nothing of theirs has to be weighed.
const LOOKS: [&str; 7] = ["size", "contains", "startsWith", "endsWith", "indexOf", "lastIndexOf", "matches"];
/// What a loop collects its result in.
const COLLECTED: &str = "@result";
/// Bytes of a text that weigh as much as a number.
const BYTES_PER_UNIT: usize = 32;

thread_local! {
    static TURNS: Cell<u64> = const { Cell::new(0) };
    static UNITS_BUILT: Cell<u64> = const { Cell::new(0) };
    static UNITS_READ: Cell<u64> = const { Cell::new(0) };
}

/// What the unwinding carries: an ordinary error would be absorbed by `||`.
struct Exhausted(Limit);

/// Which limit an evaluation reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Limit {
    /// Loop turns.
    Turns,
    /// What it builds and reads.
    Size,
}

/// Declares the functions that are put into expressions.
pub(super) fn declare(env: &mut Env) -> Result<(), DeclarationError> {
    let mut add = |name: &str, id: &str, types, op: Function| env.add_overload(name, id, types, op);
    add(TICK, TICK, Vec::new(), |_| Ok(CowVal::owned(tick())))?;
    add(BUILT, BUILT, vec![DYN_TYPE], |args| weighed(args, &UNITS_BUILT, MAX_BUILT, |n| n))?;
    add(ITEM, ITEM, vec![DYN_TYPE], |args| {
        tick();
        weighed(args, &UNITS_BUILT, MAX_BUILT, |n| n)
    })?;
    add(READ, READ, vec![DYN_TYPE], |args| weighed(args, &UNITS_READ, MAX_READ, |n| n))?;
    add(READ_OFTEN, READ_OFTEN, vec![DYN_TYPE], |args| {
        weighed(args, &UNITS_READ, MAX_READ, |n| n.saturating_mul(n))
    })?;
    add("__replace", "__replace", vec![STRING_TYPE, STRING_TYPE, STRING_TYPE], replace)?;
    let counted = vec![STRING_TYPE, STRING_TYPE, STRING_TYPE, INT_TYPE];
    add("__replace", "__replace_n", counted, replace)?;
    add("__join", "__join", vec![LIST_TYPE], join)?;
    add("__join", "__join_by", vec![LIST_TYPE, STRING_TYPE], join)
}

/// Runs `work` under fresh limits; `Err` when one is reached or CEL panicked.
pub(super) fn limited<T>(work: impl FnOnce() -> T) -> Result<T, Limit> {
    for counter in [&TURNS, &UNITS_BUILT, &UNITS_READ] {
        counter.with(|c| c.set(0));
    }
    catch_unwind(AssertUnwindSafe(work))
        .map_err(|why| why.downcast_ref::<Exhausted>().map_or(Limit::Turns, |exhausted| exhausted.0))
}

/// Counts one loop turn.
fn tick() -> cel::common::types::CelBool {
    spend(&TURNS, 1, MAX_TURNS, Limit::Turns);
    true.into()
}

/// Takes from a budget; unwinds past CEL when it is used up.
fn spend(counter: &'static std::thread::LocalKey<Cell<u64>>, units: u64, most: u64, limit: Limit) {
    counter.with(|spent| {
        spent.set(spent.get().saturating_add(units));
        if spent.get() > most {
            resume_unwind(Box::new(Exhausted(limit)));
        }
    });
}

type Args<'b, 'v> = Vec<CowVal<'b, 'v>>;
type Outcome<'b, 'v> = Result<CowVal<'b, 'v>, ExecutionError>;

/// The value as it is, paid for by its weight.
fn weighed<'b, 'v>(
    mut args: Args<'b, 'v>,
    counter: &'static std::thread::LocalKey<Cell<u64>>,
    most: u64,
    price: fn(u64) -> u64,
) -> Outcome<'b, 'v> {
    let value = args.pop().ok_or_else(|| ExecutionError::invalid_argument_count(1, 0))?;
    let mut units = 0;
    weigh(value.as_ref(), most, &mut units);
    spend(counter, price(units), most, Limit::Size);
    Ok(value)
}

/// Adds up what a value consists of; stops where it is too much.
fn weigh(value: &dyn Val, most: u64, units: &mut u64) {
    *units += 1;
    if *units > most {
        return;
    }
    match value.as_builtin() {
        BuiltinRef::String(text) => *units += (text.inner().len() / BYTES_PER_UNIT) as u64,
        BuiltinRef::Bytes(bytes) => *units += (bytes.inner().len() / BYTES_PER_UNIT) as u64,
        BuiltinRef::List(list) => list.inner().iter().for_each(|v| weigh(v.as_ref(), most, units)),
        BuiltinRef::Map(map) => map.inner().iter().for_each(|(key, v)| {
            weigh(key.inner(), most, units);
            weigh(v.as_ref(), most, units);
        }),
        BuiltinRef::Optional(optional) => {
            if let Some(v) = optional.inner() {
                weigh(v, most, units);
            }
        }
        _ => {}
    }
}

/// Pays for a text before it is made.
fn make_room(bytes: usize) {
    spend(&UNITS_BUILT, 1 + (bytes / BYTES_PER_UNIT) as u64, MAX_BUILT, Limit::Size);
}

fn text<'a>(args: &'a Args<'_, '_>, at: usize) -> Result<&'a str, ExecutionError> {
    let text = args.get(at).and_then(|value| value.as_ref().downcast_ref::<CelString<'_>>());
    text.map(CelString::inner).ok_or_else(|| ExecutionError::function_error("text", "a text is needed"))
}

fn replace<'b, 'v>(args: Args<'b, 'v>) -> Outcome<'b, 'v> {
    let (whole, from, to) = (text(&args, 0)?, text(&args, 1)?, text(&args, 2)?);
    let times = args.get(3).and_then(|n| n.as_ref().downcast_ref::<CelInt>()).map(|n| *n.inner());
    let times = times.and_then(|n| usize::try_from(n).ok()).unwrap_or(usize::MAX);
    let found = whole.matches(from).take(times).count();
    make_room(whole.len().saturating_add(found.saturating_mul(to.len())));
    Ok(CowVal::owned(CelString::from(whole.replacen(from, to, times))))
}

fn join<'b, 'v>(args: Args<'b, 'v>) -> Outcome<'b, 'v> {
    let list = args.first().and_then(|list| list.as_ref().downcast_ref::<CelList<'_>>());
    let by = if args.len() > 1 { text(&args, 1)? } else { "" };
    let mut parts = Vec::new();
    for part in list.map(|list| list.inner()).unwrap_or_default() {
        let part = part.downcast_ref::<CelString<'_>>();
        let part = part.ok_or_else(|| ExecutionError::function_error("join", "it joins texts only"))?;
        parts.push(part.inner());
    }
    let bytes: usize = parts.iter().map(|part| part.len()).sum();
    make_room(bytes.saturating_add(parts.len().saturating_mul(by.len())));
    Ok(CowVal::owned(CelString::from(parts.join(by))))
}

/// Puts the calls into a tree: the tick in front of each loop condition, the scales around what a loop makes and reads.
pub(super) fn guard(node: &mut IdedExpr, looping: bool) {
    match &mut node.expr {
        Expr::Call(call) => {
            call.target.iter_mut().for_each(|target| guard(target, looping));
            call.args.iter_mut().for_each(|arg| guard(arg, looping));
            guard_call(call, looping);
            if looping && makes(call) {
                wrap(node, BUILT);
            }
        }
        Expr::Comprehension(c) => {
            for part in [&mut c.iter_range, &mut c.accu_init, &mut c.loop_cond, &mut c.result] {
                guard(part, true);
            }
            if !guard_collecting(&mut c.loop_step) {
                guard(&mut c.loop_step, true);
                let condition = std::mem::take(&mut c.loop_cond);
                c.loop_cond = ticking(condition);
            }
        }
        Expr::List(list) => {
            list.elements.iter_mut().for_each(|element| guard(element, looping));
            if looping && !list.elements.iter().all(is_literal) {
                wrap(node, BUILT);
            }
        }
        Expr::Map(map) => {
            map.entries.iter_mut().for_each(|entry| guard_entry(&mut entry.expr, looping));
            if looping {
                wrap(node, BUILT);
            }
        }
        Expr::Struct(s) => s.entries.iter_mut().for_each(|entry| guard_entry(&mut entry.expr, looping)),
        Expr::Select(select) => guard(&mut select.operand, looping),
        Expr::Ident(_) | Expr::Literal(_) | Expr::Unspecified => {}
    }
}

/// A loop that only adds to a list: what a turn adds is weighed, not each time the whole, and the turn is counted there, as CEL is
/// quick only where the loop keeps this shape.
fn guard_collecting(step: &mut IdedExpr) -> bool {
    let Expr::Call(call) = &mut step.expr else { return false };
    match (call.func_name.as_str(), call.args.as_mut_slice()) {
        ("_?_:_", [condition, added, _]) => {
            let Some(element) = collected(added) else { return false };
            guard(element, true);
            wrap(element, BUILT);
            guard(condition, true);
            *condition = ticking(std::mem::take(condition));
            true
        }
        _ => {
            let Some(element) = collected(step) else { return false };
            guard(element, true);
            wrap(element, ITEM);
            true
        }
    }
}

/// The `x` of `@result + [x]`.
fn collected(step: &mut IdedExpr) -> Option<&mut IdedExpr> {
    let Expr::Call(call) = &mut step.expr else { return None };
    match (call.func_name.as_str(), call.args.as_mut_slice()) {
        ("_+_", [IdedExpr { expr: Expr::Ident(name), .. }, IdedExpr { expr: Expr::List(list), .. }])
            if name == COLLECTED =>
        {
            match list.elements.as_mut_slice() {
                [element] => Some(element),
                _ => None,
            }
        }
        _ => None,
    }
}

fn ticking(condition: IdedExpr) -> IdedExpr {
    called("_&&_", vec![called(TICK, Vec::new()), condition])
}

fn guard_call(call: &mut CallExpr, looping: bool) {
    if let Some((_, ours)) = LARGE.iter().find(|(theirs, _)| *theirs == call.func_name)
        && let Some(target) = call.target.take()
    {
        call.func_name = (*ours).to_owned();
        call.args.insert(0, *target);
        return;
    }
    match (call.func_name.as_str(), call.target.as_deref_mut(), call.args.as_mut_slice()) {
        ("_==_" | "_!=_", None, [a, b]) if looping && !is_literal(a) && !is_literal(b) => wrap(a, READ),
        ("@in", None, [_, list]) if looping && !is_literal(list) => wrap(list, READ),
        ("distinct", Some(list), _) => wrap(list, READ_OFTEN),
        ("indexOf" | "lastIndexOf", Some(target), args) => {
            if looping {
                wrap(target, READ);
            }
            args.iter_mut().take(1).filter(|needle| !is_literal(needle)).for_each(|n| wrap(n, READ_OFTEN));
        }
        (_, Some(target), _) if looping && !is_literal(target) => wrap(target, READ),
        _ => {}
    }
}

/// Whether a call can make something that takes room.
fn makes(call: &CallExpr) -> bool {
    let number = |arg: &IdedExpr| {
        matches!(
            arg.expr,
            Expr::Literal(LiteralValue::Int(_) | LiteralValue::UInt(_) | LiteralValue::Double(_))
        )
    };
    match call.func_name.as_str() {
        "_+_" => !call.args.iter().any(number),
        name => name.starts_with(char::is_alphabetic) && !LOOKS.contains(&name),
    }
}

fn is_literal(node: &IdedExpr) -> bool {
    match &node.expr {
        Expr::Literal(_) => true,
        Expr::List(list) => list.elements.iter().all(is_literal),
        _ => false,
    }
}

fn guard_entry(entry: &mut EntryExpr, looping: bool) {
    match entry {
        EntryExpr::StructField(f) => guard(&mut f.value, looping),
        EntryExpr::MapEntry(e) => {
            guard(&mut e.key, looping);
            guard(&mut e.value, looping);
        }
    }
}

fn wrap(node: &mut IdedExpr, name: &str) {
    let inner = std::mem::take(node);
    *node = called(name, vec![inner]);
}

fn called(name: &str, args: Vec<IdedExpr>) -> IdedExpr {
    IdedExpr { id: 0, expr: Expr::Call(CallExpr { func_name: name.to_owned(), target: None, args }) }
}

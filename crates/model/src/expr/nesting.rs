//! How deep an expression is: measured before the parser sees it, which takes a lot of stack for each level, and again in the tree.

use cel::common::ast::{EntryExpr, Expr, IdedExpr};

/// The deepest nesting of brackets outside texts and comments. A text that cannot be told apart for sure counts as nested.
pub(super) fn brackets(source: &str) -> usize {
    let bytes = source.as_bytes();
    let (mut depth, mut deepest, mut at) = (0_usize, 0, 0);
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'(' | b'[' | b'{' => depth += 1,
            b')' | b']' | b'}' => depth = depth.saturating_sub(1),
            b'/' if bytes.get(at + 1) == Some(&b'/') => {
                at += bytes[at..].iter().position(|b| *b == b'\n').unwrap_or(bytes.len() - at);
                continue;
            }
            b'"' | b'\'' => {
                if let Some(length) = text(bytes, at) {
                    let inside = &bytes[at..at + length];
                    if inside.contains(&b'\\') {
                        depth += inside.iter().filter(|b| matches!(b, b'(' | b'[' | b'{')).count();
                    }
                    at += length;
                    deepest = deepest.max(depth);
                    continue;
                }
            }
            _ => {}
        }
        deepest = deepest.max(depth);
        at += 1;
    }
    deepest
}

/// The length of the text that begins at a quotation mark, if it ends.
fn text(bytes: &[u8], start: usize) -> Option<usize> {
    let quote = bytes[start];
    let prefix = bytes[..start].iter().rev().take_while(|b| b.is_ascii_alphanumeric() || **b == b'_').count();
    let raw = prefix <= 2
        && bytes[start - prefix..start].iter().any(|b| b.eq_ignore_ascii_case(&b'r'))
        && bytes[start - prefix..start].iter().all(|b| b"rRbB".contains(b));
    let triple = [quote; 3];
    let (end, lines): (&[u8], bool) =
        if bytes[start..].starts_with(&triple) { (&triple, true) } else { (&triple[..1], false) };
    let mut at = start + end.len();
    while at < bytes.len() {
        if bytes[at..].starts_with(end) {
            return Some(at + end.len() - start);
        }
        match bytes[at] {
            b'\n' | b'\r' if !lines => return None,
            b'\\' if !raw => at += 2,
            _ => at += 1,
        }
    }
    None
}

/// How many operations hang on each other at most.
pub(super) fn depth(node: &IdedExpr) -> usize {
    1 + children(node).into_iter().map(depth).max().unwrap_or(0)
}

/// The nodes right below one.
pub(super) fn children(node: &IdedExpr) -> Vec<&IdedExpr> {
    fn entry<'e>(entry: &'e EntryExpr, into: &mut Vec<&'e IdedExpr>) {
        match entry {
            EntryExpr::StructField(f) => into.push(&f.value),
            EntryExpr::MapEntry(e) => into.extend([&e.key, &e.value]),
        }
    }
    let mut into = Vec::new();
    match &node.expr {
        Expr::Call(call) => {
            into.extend(call.target.as_deref());
            into.extend(&call.args);
        }
        Expr::Comprehension(c) => {
            into.extend([&c.iter_range, &c.accu_init, &c.loop_cond, &c.loop_step, &c.result]);
        }
        Expr::List(list) => into.extend(&list.elements),
        Expr::Map(map) => map.entries.iter().for_each(|e| entry(&e.expr, &mut into)),
        Expr::Struct(s) => s.entries.iter().for_each(|e| entry(&e.expr, &mut into)),
        Expr::Select(select) => into.push(&select.operand),
        Expr::Ident(_) | Expr::Literal(_) | Expr::Unspecified => {}
    }
    into
}

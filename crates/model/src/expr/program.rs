//! One compiled expression and the scope it is evaluated in.

use super::convert::to_cel;
use super::{ExprError, MAX_CHAINED, MAX_NESTED, MAX_SOURCE_BYTES, budget, nesting};
use cel::common::ast::{CallExpr, EntryExpr, Expr, IdedExpr, LiteralValue};
use cel::{Context, Env, ExecutionError, Value as Cel};
use serde_json::Value;
use std::fmt;
use std::sync::{Arc, LazyLock};

static ENV: LazyLock<Arc<Env>> = LazyLock::new(|| {
    let mut env = Env::stdlib();
    for extension in [cel::extensions::strings, cel::extensions::lists, cel::extensions::math] {
        if let Err(error) = env.add_extension(extension) {
            // Two extensions that declare one name would be a bug of the pinned version; the tests would show it.
            debug_assert!(false, "{error}");
        }
    }
    if let Err(error) = budget::declare(&mut env) {
        debug_assert!(false, "{error}");
    }
    Arc::new(env)
});

/// A compiled expression.
#[derive(Debug, Clone)]
pub struct Program {
    source: Arc<str>,
    expression: Arc<IdedExpr>,
}

/// Values by name, made ready once for all expressions that are evaluated in it.
pub struct Scope {
    context: Context<'static, 'static>,
}

impl Default for Scope {
    fn default() -> Self {
        let context = Context::with_env(Arc::clone(&ENV));
        Self { context }
    }
}

impl fmt::Debug for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Scope").finish_non_exhaustive()
    }
}

impl Scope {
    /// Binds a JSON value.
    pub fn set(&mut self, name: &str, value: &Value) {
        self.context.add_variable_from_value(name, to_cel(value));
    }
}

impl Program {
    /// Compiles, or says where it stops being CEL.
    pub fn compile(source: &str) -> Result<Self, ExprError> {
        let source = source.trim();
        if source.len() > MAX_SOURCE_BYTES {
            return Err(ExprError::TooLong(source.len()));
        }
        if nesting::brackets(source) > MAX_NESTED {
            return Err(ExprError::TooDeep);
        }
        let program = budget::limited(|| ENV.compile(source))
            .map_err(|_| ExprError::Syntax("the parser gave up".into()))?
            .map_err(|e| ExprError::Syntax(e.to_string().trim().trim_end_matches('.').to_owned()))?;
        let mut expression = program.expression().clone();
        if nesting::depth(&expression) > MAX_CHAINED {
            return Err(ExprError::TooChained);
        }
        if let Some(name) = unknown_function(&expression, &Scope::default()) {
            return Err(ExprError::NoFunction(name));
        }
        budget::guard(&mut expression, false);
        Ok(Self { source: source.into(), expression: Arc::new(expression) })
    }

    /// The text it was compiled from.
    #[must_use]
    pub fn source(&self) -> &str {
        &self.source
    }

    /// Evaluates to JSON.
    pub fn evaluate(&self, scope: &Scope) -> Result<Value, ExprError> {
        let failed =
            |message: String| ExprError::Evaluation { source_text: self.source.to_string(), message };
        let result = budget::limited(|| {
            let value = Cel::resolve(&self.expression, &scope.context).map_err(|e| e.to_string())?;
            value.json().map_err(|e| e.to_string())
        });
        let stopped = |limit| match limit {
            budget::Limit::Turns => ExprError::TooCostly(self.source.to_string()),
            budget::Limit::Size => ExprError::TooLarge(self.source.to_string()),
        };
        result.map_err(stopped)?.map_err(failed)
    }

    /// The free variables it names, each once.
    #[must_use]
    pub fn variables(&self) -> Vec<String> {
        let mut out = Vec::new();
        walk(&self.expression, &mut Vec::new(), &mut |name, _| {
            if !out.iter().any(|n| n == name) {
                out.push(name.to_owned());
            }
        });
        out
    }

    /// The step ids it names as `steps.<id>` or `steps["<id>"]`, each once.
    #[must_use]
    pub fn step_references(&self) -> Vec<String> {
        let mut out: Vec<String> = Vec::new();
        walk(&self.expression, &mut Vec::new(), &mut |name, member| {
            if let (true, Some(id)) = (name == "steps", member)
                && !out.iter().any(|n| n == id)
            {
                out.push(id.to_owned());
            }
        });
        out
    }
}

/// Calls `see(variable, member)` for each free variable, with the member that is selected from it, if any.
fn walk<'e>(node: &'e IdedExpr, bound: &mut Vec<&'e str>, see: &mut dyn FnMut(&str, Option<&str>)) {
    let ident = |node: &'e IdedExpr, bound: &[&str]| match &node.expr {
        Expr::Ident(name) if !bound.contains(&name.as_str()) && !name.starts_with('@') => Some(name.as_str()),
        _ => None,
    };
    match &node.expr {
        Expr::Ident(_) => {
            if let Some(name) = ident(node, bound) {
                see(name, None);
            }
        }
        Expr::Select(select) => match ident(&select.operand, bound) {
            Some(name) => see(name, Some(&select.field)),
            None => walk(&select.operand, bound, see),
        },
        Expr::Call(call) => {
            if let ("_[_]", [target, index]) = (call.func_name.as_str(), call.args.as_slice())
                && let (Some(name), Expr::Literal(LiteralValue::String(key))) =
                    (ident(target, bound), &index.expr)
            {
                see(name, Some(key.inner()));
                return;
            }
            if let Some(target) = &call.target {
                // `math.greatest(…)`: the target is the extension's name, not a variable.
                if !matches!(ident(target, bound), Some("math" | "strings" | "lists" | "optional" | "base64"))
                {
                    walk(target, bound, see);
                }
            }
            call.args.iter().for_each(|a| walk(a, bound, see));
        }
        Expr::Comprehension(c) => {
            walk(&c.iter_range, bound, see);
            let depth = bound.len();
            bound.push(&c.iter_var);
            bound.extend(c.iter_var2.as_deref());
            bound.push(&c.accu_var);
            for part in [&c.accu_init, &c.loop_cond, &c.loop_step, &c.result] {
                walk(part, bound, see);
            }
            bound.truncate(depth);
        }
        Expr::List(list) => list.elements.iter().for_each(|e| walk(e, bound, see)),
        Expr::Map(map) => map.entries.iter().for_each(|e| walk_entry(&e.expr, bound, see)),
        Expr::Struct(s) => s.entries.iter().for_each(|e| walk_entry(&e.expr, bound, see)),
        Expr::Literal(_) | Expr::Unspecified => {}
    }
}

/// A function that is called and that there is not; CEL itself says so only when it comes to the call.
fn unknown_function(node: &IdedExpr, nothing: &Scope) -> Option<String> {
    if let Expr::Call(call) = &node.expr
        && (call.func_name.starts_with(char::is_alphabetic) || call.func_name.starts_with("__"))
    {
        let yes = IdedExpr { id: 0, expr: Expr::Literal(LiteralValue::Boolean(true.into())) };
        let known = |target: Option<IdedExpr>| {
            let call = CallExpr {
                func_name: call.func_name.clone(),
                target: target.map(Box::new),
                args: Vec::new(),
            };
            let found = Cel::resolve(&IdedExpr { id: 0, expr: Expr::Call(call) }, &nothing.context);
            !matches!(found, Err(ExecutionError::UndeclaredReference(_)))
        };
        let there = match &call.target {
            None => known(None),
            // `math.abs`: the target may be a part of the name.
            Some(target) => known(Some(yes)) || known(Some((**target).clone())),
        };
        if call.func_name.starts_with("__") || !there {
            return Some(call.func_name.clone());
        }
    }
    nesting::children(node).into_iter().find_map(|child| unknown_function(child, nothing))
}

fn walk_entry<'e>(entry: &'e EntryExpr, bound: &mut Vec<&'e str>, see: &mut dyn FnMut(&str, Option<&str>)) {
    match entry {
        EntryExpr::StructField(f) => walk(&f.value, bound, see),
        EntryExpr::MapEntry(e) => {
            walk(&e.key, bound, see);
            walk(&e.value, bound, see);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn eval(source: &str) -> Result<Value, ExprError> {
        let mut scope = Scope::default();
        scope.set("event", &json!({"data": {"n": 41, "name": "Invoice.PDF", "tags": ["a", "b"], "big": (0..2000).collect::<Vec<_>>()}}));
        scope.set("steps", &json!({"text": {"pages": 3}}));
        Program::compile(source)?.evaluate(&scope)
    }

    /// On the stack that the hosts give their threads.
    fn hosted<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
        std::thread::Builder::new().stack_size(16 << 20).spawn(work).unwrap().join().unwrap()
    }

    #[test]
    fn values_keep_their_types() {
        assert_eq!(eval("event.data.n + 1"), Ok(json!(42)));
        assert_eq!(eval("event.data.name.lowerAscii().endsWith('.pdf')"), Ok(json!(true)));
        assert_eq!(eval("steps.text.pages > 2 ? 'long' : 'short'"), Ok(json!("long")));
        assert_eq!(eval("event.data.tags.map(t, t + '!')"), Ok(json!(["a!", "b!"])));
        assert!(matches!(eval("event.data.nope"), Err(ExprError::Evaluation { .. })));
        assert!(matches!(eval("event."), Err(ExprError::Syntax(_))));
    }

    #[test]
    fn nested_loops_are_stopped() {
        let nested = "event.data.big.all(a, event.data.big.all(b, event.data.big.all(c, a + b + c >= 0)))";
        assert!(matches!(eval(nested), Err(ExprError::TooCostly(_))));
        // `||` must not absorb the stop.
        assert!(matches!(eval(&format!("{nested} || true")), Err(ExprError::TooCostly(_))));
    }

    #[test]
    fn what_grows_without_end_is_stopped() {
        let doubled = |of: &str, by: &str| format!("{of}{}", by.repeat(40));
        for source in [
            doubled("['a']", ".map(x, x + x)") + "[0].size() > 1",
            doubled("[[1]]", ".map(x, [x, x])") + " == [1]",
            doubled("[{'a': 1}]", ".map(x, {'l': x, 'r': x})") + " == [1]",
            doubled("event.data.name", ".replace('', 'aaaaaaaaaaaaaaaa')") + " == ''",
            doubled("['a', 'b', 'c']", ".map(x, ['a', 'b', 'c', 'd'].join(x))") + " == []",
            doubled("[['a', 'b']]", ".filter(x, true).map(x, x + x)") + " == [1]",
            "lists.range(20000).distinct().size() > 1".to_owned(),
            "event.data.big.all(a, event.data.big.all(b, event.data == event.data))".to_owned(),
            "event.data.big.all(a, event.data.big.all(b, !(-1 in event.data.big)))".to_owned(),
        ] {
            // With the stack that the hosts give their threads.
            let host =
                std::thread::Builder::new().stack_size(16 << 20).spawn(move || (eval(&source), source));
            let (found, source) = host.unwrap().join().unwrap();
            assert!(matches!(found, Err(ExprError::TooLarge(_))), "{source}: {found:?}");
        }
    }

    #[test]
    fn usual_loops_keep_their_results() {
        for (source, wanted) in [
            ("event.data.big.map(x, x + 1).filter(x, x > 1999)", json!([2000])),
            ("event.data.big.map(x, x % 1000 == 0, [x, x])", json!([[0, 0], [1000, 1000]])),
            (
                "event.data.tags.map(t, t + '-' + event.data.name).join(', ')",
                json!("a-Invoice.PDF, b-Invoice.PDF"),
            ),
            ("event.data.name.replace('I', 'i').replace('i', 'I', 1)", json!("Invoice.PDF")),
            ("event.data.big.exists(x, x == event.data.n) && 'a' in event.data.tags", json!(true)),
            ("event.data.tags.map(t, {'tag': t})[1].tag + 'c'.replace('c', 'd', -1)", json!("bd")),
            (
                "event.data.big.exists_one(x, x in [5, 5000]) && event.data.tags.distinct().size() == 2",
                json!(true),
            ),
            ("math.greatest(event.data.n, 42) - event.data.name.indexOf('v')", json!(40)),
        ] {
            assert_eq!(eval(source), Ok(wanted), "{source}");
        }
        assert!(matches!(
            eval("event.data.big.map(x, x).all(x, event.data.big.all(y, y >= 0))"),
            Err(ExprError::TooCostly(_))
        ));
    }

    #[test]
    fn what_is_too_deep_is_refused_before_it_is_read() {
        let nested = |open: &str, close: &str, n: usize| format!("{}1{}", open.repeat(n), close.repeat(n));
        for (open, close) in [("[", "]"), ("(", ")"), ("{1: ", "}"), ("size(", ")"), ("[1].all(x, ", ")")] {
            for n in [33, 100, 300] {
                let source = nested(open, close, n);
                assert_eq!(Program::compile(&source).unwrap_err(), ExprError::TooDeep, "{source}");
            }
        }
        for hidden in ["'\\q", "'\n", "\"\"\"'\"\"\"", "r'\\'", "// '\n"] {
            let source = format!("{hidden}{}", "[".repeat(100));
            assert_eq!(Program::compile(&source).unwrap_err(), ExprError::TooDeep, "{source}");
        }
        for chain in ["1".to_owned() + &"+1".repeat(2000), "event".to_owned() + &".a".repeat(2000)] {
            let found = hosted(move || Program::compile(&chain).map(|_| ()));
            assert_eq!(found, Err(ExprError::TooChained));
        }
        // Brackets in a text are text.
        assert_eq!(eval(&format!("'{0}' == \"{0}\"", "([{".repeat(50))), Ok(json!(true)));
        let usual = format!("{} == 1", nested("(", ")", 30));
        assert_eq!(hosted(move || eval(&usual)), Ok(json!(true)));
    }

    #[test]
    fn a_function_that_is_not_there_is_refused() {
        for source in [
            "foo(1)",
            "event.data.foo()",
            "math.foo(1)",
            "[1].all(x, bar(x))",
            "__tick()",
            "'a'.matches('b')",
        ] {
            assert!(matches!(Program::compile(source), Err(ExprError::NoFunction(_))), "{source}");
        }
        for source in [
            "size('a')",
            "math.abs(-1)",
            "'a'.size()",
            "optional.of(1).hasValue()",
            "lists.range(3)",
            "type(1)",
            "timestamp('2026-05-03T10:00:00Z').getHours()",
            "duration('1s').getSeconds()",
            "[3, 1].sort()",
            "[1].sortBy(x, -x)",
            "strings.quote('a')",
            "'%d'.format([1])",
            "string(1) + 'b'.trim()",
            "int('1')",
        ] {
            assert!(Program::compile(source).is_ok(), "{source}: {:?}", Program::compile(source));
        }
    }

    #[test]
    fn references_are_found_and_loop_variables_are_not() {
        let p = Program::compile(
            "steps.text.pages > 1 && steps['info'].x == 2 && event.data.l.all(t, t > run.k)",
        )
        .unwrap();
        assert_eq!(p.variables(), ["steps", "event", "run"]);
        assert_eq!(p.step_references(), ["text", "info"]);
    }
}

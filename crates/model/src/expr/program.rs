//! One compiled expression and the scope it is evaluated in.

use super::convert::to_cel;
use super::{ExprError, MAX_SOURCE_BYTES, budget};
use cel::common::ast::{EntryExpr, Expr, IdedExpr, LiteralValue};
use cel::{Context, Env, Value as Cel};
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
        let mut context = Context::with_env(Arc::clone(&ENV));
        if let Err(error) = context.add_function(budget::TICK, budget::tick) {
            // Only if the pinned version declared a function of that name; the tests would show it.
            debug_assert!(false, "{error}");
        }
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
        let program = budget::limited(|| ENV.compile(source))
            .ok_or_else(|| ExprError::Syntax("the parser gave up".into()))?
            .map_err(|e| ExprError::Syntax(e.to_string().trim().trim_end_matches('.').to_owned()))?;
        let mut expression = program.expression().clone();
        budget::guard(&mut expression);
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
        result.ok_or_else(|| ExprError::TooCostly(self.source.to_string()))?.map_err(failed)
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
    fn references_are_found_and_loop_variables_are_not() {
        let p = Program::compile(
            "steps.text.pages > 1 && steps['info'].x == 2 && event.data.l.all(t, t > run.k)",
        )
        .unwrap();
        assert_eq!(p.variables(), ["steps", "event", "run"]);
        assert_eq!(p.step_references(), ["text", "info"]);
    }
}

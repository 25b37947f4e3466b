//! Medians and the table.

/// One figure.
pub(crate) struct Row {
    name: String,
    value: f64,
    unit: &'static str,
    beside: &'static str,
}

impl Row {
    pub(crate) fn new(name: &str, value: f64, unit: &'static str, beside: &'static str) -> Self {
        Self { name: name.to_owned(), value, unit, beside }
    }
}

/// The median; NaN of nothing.
pub(crate) fn median(values: &[f64]) -> f64 {
    percentile(values, 50.0)
}

/// A percentile by nearest rank.
pub(crate) fn percentile(values: &[f64], p: f64) -> f64 {
    let mut sorted: Vec<f64> = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let rank = ((p / 100.0) * sorted.len() as f64).ceil() as usize;
    sorted.get(rank.saturating_sub(1)).copied().unwrap_or(f64::NAN)
}

pub(crate) fn print(rows: &[Row], rounds: usize) {
    println!(
        "\nmedian of {rounds}; beside it the goal, the prototype and peers, all measured on a 2-core Debian 12 machine\n"
    );
    for row in rows {
        let digits = if row.value < 10.0 { 2 } else { 0 };
        println!("{:<44} {:>10.*} {:<3}  {}", row.name, digits, row.value, row.unit, row.beside);
    }
}

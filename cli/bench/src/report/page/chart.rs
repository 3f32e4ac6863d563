//! The charts. Places across are percentages of the width, places down are pixels: a chart grows with the page
//! and its text does not. Each row has its name and value in a line of text above what is drawn.

use super::escape;
use super::scale::Scale;
use super::summary;
use crate::results::{Figure, Metric, SideResult};
use crate::statistics::quantile;

/// Height of a row of bars, and of a row of dots.
const BAR_ROW: f64 = 44.0;
const DOT_ROW: f64 = 54.0;
/// Below the line of text.
const BAR_TOP: f64 = 22.0;
const BAR_HEIGHT: f64 = 14.0;
/// For the numbers of the axis.
const AXIS_HEIGHT: f64 = 26.0;

/// A row of a bar chart.
pub(super) struct Bar {
    pub(super) title: String,
    /// What is written at its right.
    pub(super) value: String,
    /// One behind the other.
    pub(super) parts: Vec<f64>,
    /// Drawn as whiskers.
    pub(super) interval: Option<(f64, f64)>,
    /// Whether it is precast's.
    pub(super) ours: bool,
}

impl Bar {
    pub(super) fn total(&self) -> f64 {
        self.parts.iter().sum()
    }
}

/// Bars from zero; `None` without any.
pub(super) fn bars(id: &str, title: &str, metric: Metric, rows: Vec<Bar>) -> Option<String> {
    let ends = rows.iter().map(|row| row.interval.map_or(0.0, |(_, high)| high).max(row.total()));
    let most = ends.fold(0.0, f64::max);
    if rows.is_empty() || most <= 0.0 {
        return None;
    }
    let scale = Scale::linear(most * 1.02, if metric.is_time() { 1.0 } else { 1024.0 });
    let mut drawing = grid(&scale, metric, rows.len() as f64 * BAR_ROW);
    for (index, row) in rows.iter().enumerate() {
        let top = index as f64 * BAR_ROW;
        drawing.push_str(&labels(&row.title, &row.value, row.ours, top));
        let class = if row.ours { "bar ours" } else { "bar" };
        let mut from = 0.0;
        for (number, part) in row.parts.iter().enumerate() {
            let (left, right) = (scale.percent(from), scale.percent(from + part));
            let class = if number == 0 { class.to_owned() } else { format!("{class} runtime") };
            drawing.push_str(&format!(
                "<rect class=\"{class}\" x=\"{left:.3}%\" y=\"{:.0}\" width=\"{:.3}%\" height=\"{BAR_HEIGHT:.0}\" rx=\"2\"/>\n",
                top + BAR_TOP,
                // A bar that is too short to see would look like none.
                (right - left).max(0.25)
            ));
            from += part;
        }
        if let Some((low, high)) = row.interval {
            drawing.push_str(&whiskers(scale.percent(low), scale.percent(high), top + BAR_TOP));
        }
    }
    let spoken = rows.iter().map(|row| format!("{}: {}", row.title, row.value));
    Some(svg(id, title, &spoken.collect::<Vec<_>>().join("; "), rows.len() as f64 * BAR_ROW, &drawing))
}

/// A line across an interval, with an end on both sides.
fn whiskers(low: f64, high: f64, top: f64) -> String {
    let (middle, upper, lower) = (top + BAR_HEIGHT / 2.0, top + 2.0, top + BAR_HEIGHT - 2.0);
    format!(
        "<line class=\"whisker\" x1=\"{low:.3}%\" x2=\"{high:.3}%\" y1=\"{middle:.1}\" y2=\"{middle:.1}\"/>\
         <line class=\"whisker\" x1=\"{low:.3}%\" x2=\"{low:.3}%\" y1=\"{upper:.1}\" y2=\"{lower:.1}\"/>\
         <line class=\"whisker\" x1=\"{high:.3}%\" x2=\"{high:.3}%\" y1=\"{upper:.1}\" y2=\"{lower:.1}\"/>\n"
    )
}

/// Every sample as a dot, the middle half as a box, on a logarithmic axis; `None` without any row.
pub(super) fn strips(
    id: &str,
    title: &str,
    rows: &[(&SideResult, &Figure)],
    reference: &str,
) -> Option<String> {
    let samples = || rows.iter().flat_map(|(_, figure)| figure.values());
    let (low, high) = (samples().fold(f64::INFINITY, f64::min), samples().fold(0.0, f64::max));
    if !low.is_finite() || low <= 0.0 {
        return None;
    }
    let metric = Metric::ColdStart;
    let scale = Scale::logarithmic(low, high);
    let height = rows.len() as f64 * DOT_ROW;
    let mut drawing = grid(&scale, metric, height);
    let mut spoken = Vec::new();
    for (index, (side, figure)) in rows.iter().enumerate() {
        let top = index as f64 * DOT_ROW;
        let ours = side.name == reference;
        let value = summary(metric, figure);
        drawing.push_str(&labels(&side.title, &value, ours, top));
        drawing.push_str(&strip(&scale, figure, ours, top + BAR_TOP));
        spoken.push(format!("{}: {value}", side.title));
    }
    Some(svg(id, title, &spoken.join("; "), height, &drawing))
}

fn strip(scale: &Scale, figure: &Figure, ours: bool, top: f64) -> String {
    const HEIGHT: f64 = 24.0;
    let values = figure.values();
    let class = if ours { " ours" } else { "" };
    let (left, right) = (scale.percent(quantile(&values, 0.25)), scale.percent(quantile(&values, 0.75)));
    let mut drawing = format!(
        "<rect class=\"box{class}\" x=\"{left:.3}%\" y=\"{top:.0}\" width=\"{:.3}%\" height=\"{HEIGHT:.0}\" rx=\"2\"/>\n",
        (right - left).max(0.2)
    );
    for (index, value) in values.iter().enumerate() {
        // Spread over the height so that equal values do not hide each other: multiples of the golden ratio
        // never come close to one another.
        let offset = (index as f64 * 0.618_033_988_749).fract();
        drawing.push_str(&format!(
            "<circle class=\"dot{class}\" cx=\"{:.3}%\" cy=\"{:.1}\" r=\"2.5\"/>\n",
            scale.percent(*value),
            top + 3.0 + offset * (HEIGHT - 6.0)
        ));
    }
    let median = scale.percent(figure.median);
    drawing.push_str(&format!(
        "<line class=\"median{class}\" x1=\"{median:.3}%\" x2=\"{median:.3}%\" y1=\"{:.0}\" y2=\"{:.0}\"/>\n",
        top - 2.0,
        top + HEIGHT + 2.0
    ));
    drawing
}

/// Longest name that leaves room for a value on a telephone.
const NAME_CHARS_MAX: usize = 22;

/// Name to the left, value to the right.
fn labels(title: &str, value: &str, ours: bool, top: f64) -> String {
    let class = if ours { " ours" } else { "" };
    let y = top + 15.0;
    let title = match title.char_indices().nth(NAME_CHARS_MAX) {
        Some((end, _)) => format!("{}…", title[..end].trim_end()),
        None => title.to_owned(),
    };
    format!(
        "<text class=\"name{class}\" x=\"0\" y=\"{y:.0}\">{}</text>\
         <text class=\"value\" x=\"100%\" y=\"{y:.0}\">{}</text>\n",
        escape(&title),
        escape(value)
    )
}

/// Lines down the chart, with their values below.
fn grid(scale: &Scale, metric: Metric, height: f64) -> String {
    let mut drawing = String::new();
    for &tick in &scale.ticks {
        let x = scale.percent(tick);
        // Numbers at the edges would be cut off.
        let anchor = match x {
            _ if x < 6.0 => "start",
            _ if x > 94.0 => "end",
            _ => "middle",
        };
        drawing.push_str(&format!(
            "<line class=\"grid\" x1=\"{x:.3}%\" x2=\"{x:.3}%\" y1=\"0\" y2=\"{height:.0}\"/>\
             <text class=\"tick\" x=\"{x:.3}%\" y=\"{:.0}\" text-anchor=\"{anchor}\">{}</text>\n",
            height + 17.0,
            short(metric, tick)
        ));
    }
    drawing
}

/// The value of a line, without needless digits: `2 ms`, not `2.00 ms`.
fn short(metric: Metric, value: f64) -> String {
    if value == 0.0 {
        return "0".to_owned();
    }
    let shown = metric.show(value);
    match shown.split_once(' ') {
        Some((number, unit)) if number.contains('.') => {
            format!("{} {unit}", number.trim_end_matches('0').trim_end_matches('.'))
        }
        _ => shown,
    }
}

fn svg(id: &str, title: &str, description: &str, height: f64, drawing: &str) -> String {
    format!(
        "<svg role=\"img\" aria-labelledby=\"{id}-title {id}-desc\" width=\"100%\" height=\"{:.0}\">\n\
         <title id=\"{id}-title\">{title}</title>\n<desc id=\"{id}-desc\">{}</desc>\n{drawing}</svg>\n",
        height + AXIS_HEIGHT,
        escape(description)
    )
}

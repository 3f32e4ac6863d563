//! The page: one HTML file that needs nothing else, with charts drawn as SVG. No scripts; a policy in its
//! head forbids every request. Colours follow the reader's light or dark setting.

mod chart;
mod html;
mod scale;

use chart::{Bar, bars, strips};
use html::escape;

use super::{
    busy, command, date, leniency, method, place, ranked, remarks, spread, summary, times, unranked,
};
use crate::results::{Metric, Results, SideResult};

const STYLE: &str = include_str!("style.css");

/// The whole page.
pub fn page(results: &Results) -> String {
    let sides = ranked(results);
    let title = escape(&command(results));
    let mut body = header(results, &sides);
    let charts = [
        start_chart(results, &sides),
        bar_chart(results, &sides, Metric::RunTime, "Run time", "exec to exit, output included"),
        bar_chart(results, &sides, Metric::PeakMemory, "Peak memory", "resident, at its highest"),
        size_chart(results, &sides),
        bar_chart(results, &sides, Metric::CpuTime, "CPU time", "user and system, of all threads"),
        bar_chart(results, &sides, Metric::CompileTime, "Compile time", "ahead of the first run"),
    ];
    body.push_str("<main>\n");
    for chart in charts.into_iter().flatten() {
        body.push_str(&chart);
    }
    body.push_str(&figures_table(&sides));
    body.push_str(&left_out(results));
    body.push_str(&about(results));
    body.push_str("</main>\n");
    format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n\
         <title>{title}: benchmark</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n{body}</body>\n</html>\n"
    )
}

/// What it is about, the warnings, and the figures of precast at a glance.
fn header(results: &Results, sides: &[&SideResult]) -> String {
    let mut text = format!(
        "<header>\n<p class=\"kicker\">precast bench</p>\n<h1>{}</h1>\n<p class=\"place\">{} · {}</p>\n",
        escape(&command(results)),
        escape(&place(results)),
        date(results.unix_time_s)
    );
    let warnings = busy(results).into_iter().chain(leniency(&results.settings).map(str::to_owned));
    for warning in warnings {
        let mut letters = warning.chars();
        let first = letters.next().map(|letter| letter.to_uppercase().to_string()).unwrap_or_default();
        text.push_str(&format!("<p class=\"warning\">{}{}.</p>\n", first, escape(letters.as_str())));
    }
    if let Some(ours) = sides.iter().find(|side| side.name == results.settings.reference) {
        text.push_str("<ul class=\"glance\">\n");
        for metric in [Metric::ColdStart, Metric::RunTime, Metric::PeakMemory, Metric::CompiledSize] {
            let (Some(figure), Some(title)) = (ours.figures.get(&metric), metric.title()) else { continue };
            text.push_str(&format!(
                "<li><span class=\"label\">{title}</span> <b>{}</b> <span class=\"note\">{}</span></li>\n",
                metric.show(figure.median),
                escape(&standing(metric, ours, sides))
            ));
        }
        text.push_str("</ul>\n");
    }
    text.push_str("</header>\n");
    text
}

/// The best of the others, and how many times as much it takes.
fn standing(metric: Metric, ours: &SideResult, sides: &[&SideResult]) -> String {
    let others = sides.iter().filter(|side| side.name != ours.name);
    let others = others.filter_map(|side| Some((side, side.figures.get(&metric)?.ratio?.median)));
    let best = others.min_by(|(_, one), (_, other)| one.total_cmp(other));
    let place = |ratio: f64| if ratio < 1.0 { "best" } else { "next" };
    best.map_or_else(String::new, |(side, ratio)| {
        format!("{}: {}, {}", place(ratio), side.title, times(ratio))
    })
}

fn start_chart(results: &Results, sides: &[&SideResult]) -> Option<String> {
    let mut rows: Vec<_> =
        sides.iter().filter_map(|side| Some((*side, side.figures.get(&Metric::ColdStart)?))).collect();
    rows.sort_by(|(_, one), (_, other)| one.median.total_cmp(&other.median));
    let what = crate::baseline::describe(results.settings.cold_start);
    let note = format!("Each dot is one start: {what}. Box: the middle half; line: the median.");
    let chart = strips("start", "Cold start", &rows, &results.settings.reference)?;
    Some(card("Cold start", &note, &chart))
}

fn bar_chart(
    results: &Results,
    sides: &[&SideResult],
    metric: Metric,
    title: &str,
    what: &str,
) -> Option<String> {
    let mut rows: Vec<Bar> = sides
        .iter()
        .filter_map(|side| {
            let figure = side.figures.get(&metric)?;
            Some(Bar {
                title: side.title.clone(),
                value: summary(metric, figure),
                parts: vec![figure.median],
                interval: (figure.samples.len() > 1).then_some((figure.low, figure.high)),
                ours: side.name == results.settings.reference,
            })
        })
        .collect();
    rows.sort_by(|one, other| one.total().total_cmp(&other.total()));
    let chart = bars(&title.to_lowercase().replace(' ', "-"), title, metric, rows)?;
    let confidence = (results.settings.confidence * 100.0).round();
    let note = format!("Median, {what}. Whiskers: its {confidence} % interval.");
    Some(card(title, &note, &chart))
}

/// What is compiled, and behind it the runtime that must be there, too.
fn size_chart(results: &Results, sides: &[&SideResult]) -> Option<String> {
    let mut rows: Vec<Bar> = sides
        .iter()
        .filter_map(|side| {
            let size = |metric| side.figures.get(&metric).map(|figure| figure.median);
            let (compiled, runtime) = (size(Metric::CompiledSize), size(Metric::RuntimeSize));
            let module = compiled.is_none().then_some(results.program.bytes as f64);
            let own = compiled.or(module)?;
            let show = |bytes: f64| Metric::CompiledSize.show(bytes);
            let value = match runtime {
                Some(runtime) => format!("{} + {}", show(own), show(runtime)),
                None => show(own),
            };
            Some(Bar {
                title: side.title.clone(),
                value,
                parts: [Some(own), runtime].into_iter().flatten().collect(),
                interval: None,
                ours: side.name == results.settings.reference,
            })
        })
        .collect();
    rows.sort_by(|one, other| one.total().total_cmp(&other.total()));
    let chart = bars("size", "Size", Metric::CompiledSize, rows)?;
    let note = "What is compiled, or the module; paler: the runtime's executable, without its libraries.";
    Some(card("Size", note, &chart))
}

fn card(title: &str, note: &str, chart: &str) -> String {
    format!("<section>\n<h2>{title}</h2>\n<p class=\"note\">{}</p>\n{chart}</section>\n", escape(note))
}

/// All figures, for those who read numbers, and for those who cannot see the charts.
fn figures_table(sides: &[&SideResult]) -> String {
    let metrics: Vec<_> = Metric::SHOWN
        .into_iter()
        .filter(|(metric, _)| sides.iter().any(|side| side.figures.contains_key(metric)))
        .collect();
    if metrics.is_empty() {
        return String::new();
    }
    let mut text = "<section class=\"wide\">\n<h2 id=\"all\">All figures</h2>\n\
                    <div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-labelledby=\"all\">\n<table>\n<thead><tr>\
                    <th scope=\"col\">side</th>"
        .to_owned();
    for (_, title) in &metrics {
        text.push_str(&format!("<th scope=\"col\">{title}</th>"));
    }
    text.push_str("</tr></thead>\n<tbody>\n");
    for side in sides {
        let version = escape(&side.version);
        text.push_str(&format!(
            "<tr><th scope=\"row\">{}<span class=\"version\">{version}</span></th>",
            escape(&side.title)
        ));
        for (metric, _) in &metrics {
            let Some(figure) = side.figures.get(metric) else {
                text.push_str("<td>–</td>");
                continue;
            };
            let notes = [spread(figure), figure.ratio.map(|ratio| times(ratio.median))];
            let notes = notes.into_iter().flatten().collect::<Vec<_>>().join(" ");
            let value = metric.show(figure.median);
            text.push_str(&format!("<td>{value}<span class=\"note\">{notes}</span></td>"));
        }
        text.push_str("</tr>\n");
    }
    text.push_str("</tbody>\n</table>\n</div>\n</section>\n");
    text
}

/// Sides that are not ranked, and figures that are missing.
fn left_out(results: &Results) -> String {
    let remarks = remarks(results).into_iter().map(|(side, what)| (side, what.to_owned()));
    let told: Vec<_> = unranked(results).into_iter().chain(remarks).collect();
    if told.is_empty() {
        return String::new();
    }
    let mut text = "<section class=\"wide\">\n<h2>Left out</h2>\n<dl>\n".to_owned();
    for (side, what) in told {
        text.push_str(&format!("<dt>{}</dt><dd>{}</dd>\n", escape(&side.title), escape(&what)));
    }
    text.push_str("</dl>\n</section>\n");
    text
}

fn about(results: &Results) -> String {
    let program = &results.program;
    let outcome = results.outcome.as_ref().map(|outcome| {
        let printed = Metric::CompiledSize.show(outcome.stdout_bytes as f64);
        format!(" The program prints {printed} and ends with status {}.", outcome.status)
    });
    let [one, five, fifteen] = results.machine.load_average;
    format!(
        "<footer>\n<p>{} Load average at the beginning: {one:.2}, {five:.2}, {fifteen:.2}.{}</p>\n\
         <p>Module: {}, SHA-256 <code>{}</code></p>\n</footer>\n",
        escape(&method(&results.settings)),
        outcome.unwrap_or_default(),
        Metric::CompiledSize.show(program.bytes as f64),
        escape(&program.sha256)
    )
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// Results of several sides, made up.
    pub(crate) fn example() -> Results {
        let text = include_bytes!("../../../../../tests/bench/results.json");
        Results::from_json(text).expect("an example")
    }

    #[test]
    fn the_page_asks_for_nothing_and_runs_nothing() {
        let page = page(&example());
        for word in ["<script", "http:", "https:", "src=", "@import", "url(", "<link", "href="] {
            assert!(!page.contains(word), "{word}");
        }
    }

    #[test]
    fn text_of_others_stays_text() {
        let mut results = example();
        results.program.arguments = vec!["<script>alert(1)</script>".to_owned(), "\"&'".to_owned()];
        results.sides[0].title = "<b>x".to_owned();
        let page = page(&results);
        assert!(!page.contains("<script") && !page.contains("<b>x"));
        assert!(page.contains("&lt;script&gt;") && page.contains("&lt;b&gt;x"));
    }

    #[test]
    fn every_chart_can_be_read_without_seeing_it() {
        let page = page(&example());
        let charts = page.matches("<svg").count();
        assert_eq!(charts, 6);
        assert_eq!(page.matches("role=\"img\" aria-labelledby=").count(), charts);
        assert_eq!((page.matches("<title id=").count(), page.matches("<desc id=").count()), (charts, charts));
        // Identifiers are unique.
        let mut ids: Vec<&str> =
            page.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
        let count = ids.len();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), count);
    }

    #[test]
    fn tags_are_closed() {
        let page = page(&example());
        let mut open = Vec::new();
        for tag in page.split('<').skip(1).filter_map(|rest| rest.split('>').next()) {
            let name = tag.split(' ').next().unwrap_or_default();
            if let Some(name) = name.strip_prefix('/') {
                assert_eq!(open.pop(), Some(name), "in </{name}>");
            } else if !tag.ends_with('/') && !["!DOCTYPE", "meta"].contains(&name) {
                open.push(name);
            }
        }
        assert!(open.is_empty(), "{open:?}");
    }

    /// The luminance of a colour as WCAG defines it.
    fn luminance(colour: &str) -> f64 {
        let channel = |index: usize| {
            let value = u8::from_str_radix(&colour[index..index + 2], 16).expect("a colour");
            let value = f64::from(value) / 255.0;
            if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5)
    }

    #[test]
    fn colours_have_the_contrast_that_wcag_asks_for() {
        // The first set is for light, the second for dark.
        for set in STYLE.split(":root {").skip(1).map(|rest| rest.split('}').next().unwrap_or_default()) {
            let colour = |name: &str| {
                let value = set.split(&format!("--{name}: ")).nth(1).and_then(|rest| rest.split(';').next());
                luminance(value.expect("a colour"))
            };
            let contrast = |one: &str, other: &str| {
                let (one, other) = (colour(one), colour(other));
                (one.max(other) + 0.05) / (one.min(other) + 0.05)
            };
            let text =
                [("text", "card"), ("text", "page"), ("soft", "card"), ("soft", "page"), ("ours", "page")];
            for (text, back) in text.into_iter().chain([("warn", "warn-back")]) {
                assert!(contrast(text, back) >= 4.5, "{text} on {back}: {}", contrast(text, back));
            }
            for shape in ["bar", "ours", "whisker"] {
                assert!(contrast(shape, "card") >= 3.0, "{shape}: {}", contrast(shape, "card"));
            }
        }
        assert_eq!(STYLE.matches(":root {").count(), 2);
    }

    #[test]
    fn results_without_figures_have_a_page() {
        let mut results = example();
        for side in &mut results.sides {
            side.status = crate::results::Status::Failed;
            side.figures.clear();
        }
        let page = page(&results);
        assert!(!page.contains("<svg") && page.contains("Left out"));
    }
}

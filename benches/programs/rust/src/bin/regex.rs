//! Searches a log of so many lines with regular expressions, and rewrites part of it.

use std::collections::BTreeMap;
use std::fmt::Write;

use regex::Regex;

fn log(lines: u32) -> String {
    let mut state = 12345_u32;
    let mut random = move |limit: u32| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (u64::from(state) * u64::from(limit) >> 32) as u32
    };
    let mut text = String::new();
    for line in 0..lines {
        let address = [10, random(4), random(256), random(256)].map(|part| part.to_string()).join(".");
        let path =
            ["/", "/index.html", "/straße/größe", "/api/v2/items", "/img/logo.png"][random(5) as usize];
        let status = [200, 200, 200, 304, 404, 500][random(6) as usize];
        let agent = ["Mozilla/5.0 (X11; Linux)", "curl/8.1", "bot"][random(3) as usize];
        let time = format!("2026-{:02}-{:02}T{:02}:00:00Z", 1 + random(12), 1 + random(28), random(24));
        writeln!(
            text,
            "{address} - user{} [{time}] \"GET {path}?id={line} HTTP/1.1\" {status} {} \"{agent}\"",
            random(100),
            random(50_000)
        )
        .expect("strings take what is written");
    }
    text
}

fn main() {
    let lines = std::env::args().nth(1).and_then(|lines| lines.parse().ok()).expect("how many lines");
    let text = log(lines);
    for pattern in [
        r"\b10\.2\.\d{1,3}\.\d{1,3}\b",
        r"(?i)GET /(api|IMG)/\S+",
        r#"" (?:404|500) \d+ "(?:curl|bot)"#,
        r"\p{L}+ß\p{L}*",
        r"(?:user[1-3]\d|user9\d) \[2026-0[1-6]",
    ] {
        let found: usize =
            Regex::new(pattern).expect("a pattern").find_iter(&text).map(|found| found.len()).sum();
        println!("{pattern}: {found}");
    }
    let line = Regex::new(
        r#"(?m)^(?<address>\S+) - (?<user>\w+) \[(?<time>[^]]+)\] "(?<method>[A-Z]+) (?<path>[^ ?]+)"#,
    )
    .expect("a pattern");
    let mut paths: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    for captures in line.captures_iter(&text) {
        let (path, time) = (captures.name("path"), captures.name("time"));
        let key = (path.expect("it matched").as_str(), &time.expect("it matched").as_str()[..7]);
        *paths.entry(key).or_default() += 1;
    }
    println!("{:?}", paths.iter().take(3).collect::<Vec<_>>());
    let digits = Regex::new(r"(\d+)\.(\d+)\.(\d+)\.(\d+)").expect("a pattern");
    println!("{}", digits.replace_all(&text, "$4.$3.x.x").len());
}

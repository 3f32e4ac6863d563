//! Writes, reads and changes JSON: documents of so many records, as values of a type and as values of any.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

#[derive(Serialize, Deserialize)]
struct Record {
    id: u64,
    name: String,
    scores: Vec<f64>,
    place: Option<Place>,
    labels: BTreeMap<String, i32>,
}

#[derive(Serialize, Deserialize)]
struct Place {
    latitude: f64,
    longitude: f64,
}

fn records(count: u64) -> Vec<Record> {
    let record = |id: u64| Record {
        id,
        name: format!("näme \"{}\"\t{}", id % 97, id * 7919 % 10_007),
        scores: (0..8).map(|score| (id * 31 + score) as f64 / 7.0 - 1e3).collect(),
        place: (!id.is_multiple_of(3)).then(|| Place { latitude: id as f64 * 1e-3, longitude: -(id as f64) / 3.0 }),
        labels: (0..4)
            .map(|label| (format!("label{}", (id + label) % 50), id as i32 - label as i32))
            .collect(),
    };
    (0..count).map(record).collect()
}

/// The sum of all numbers, and how many values there are.
fn sum(value: &Value) -> (f64, usize) {
    let parts: &mut dyn Iterator<Item = &Value> = match value {
        Value::Array(values) => &mut values.iter(),
        Value::Object(entries) => &mut entries.values(),
        _ => return (value.as_f64().unwrap_or(0.0), 1),
    };
    parts.map(sum).fold((0.0, 1), |(total, count), (part, values)| (total + part, count + values))
}

fn main() {
    let mut arguments = std::env::args().skip(1).map(|argument| argument.parse().expect("a number"));
    let count = arguments.next().expect("how many records");
    let rounds: u64 = arguments.next().expect("how many rounds");
    let mut text = serde_json::to_string(&records(count)).expect("records can be written");
    println!("{} bytes", text.len());
    for _ in 0..rounds {
        let records: Vec<Record> = serde_json::from_str(&text).expect("what was written");
        let mut value: Value = serde_json::to_value(&records).expect("records are values");
        let (total, values) = sum(&value);
        println!("{total:.3} in {values} values");
        for record in value.as_array_mut().into_iter().flatten() {
            record["name"] = Value::from(record["name"].as_str().map_or(0, str::len).to_string());
            record["scores"][0] = Value::from(record["id"].as_u64().unwrap_or(0) + 1);
        }
        text = serde_json::to_string_pretty(&value).expect("values can be written");
    }
    println!("{} bytes", text.len());
}

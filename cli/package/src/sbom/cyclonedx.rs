//! The inventory as a CycloneDX 1.6 document, see <https://cyclonedx.org/docs/1.6/json/>.

use serde_json::{Map, Value, json};

use super::inventory::{Component, Inventory, Kind, Relation};
use crate::{Digest, spec};

/// See the module.
pub(super) fn document(inventory: &Inventory) -> Value {
    let of_kind = |is_tool: bool| {
        let components = inventory.components.iter().skip(1);
        components.filter(move |component| (component.kind == Kind::Tool) == is_tool).map(component_json)
    };
    let dependencies = inventory.components.iter().enumerate().map(|(place, component)| {
        let others = inventory.relations.iter().filter(|(from, relation, _)| {
            *from == place && matches!(relation, Relation::Contains | Relation::GeneratedFrom)
        });
        let others: Vec<_> = others.map(|(_, _, to)| inventory.components[*to].id.as_str()).collect();
        json!({ "ref": component.id, "dependsOn": others })
    });
    let mut document = json!({
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {
            "timestamp": inventory.date,
            "component": component_json(&inventory.components[0]),
        },
        "components": of_kind(false).collect::<Vec<_>>(),
        "dependencies": dependencies.collect::<Vec<_>>(),
        "formulation": [{ "components": of_kind(true).collect::<Vec<_>>() }],
    });
    document["serialNumber"] = serial_number(&document).into();
    document
}

/// A UUID that is the document's own, and the same for the same document: version 8 of RFC 9562, from a
/// digest.
fn serial_number(document: &Value) -> String {
    let digest = Digest::of(&spec::to_json(document));
    let mut digits: Vec<char> = digest.hex().chars().take(32).collect();
    digits[12] = '8';
    digits[16] = 'a';
    let part = |from: usize, to: usize| digits[from..to].iter().collect::<String>();
    format!("urn:uuid:{}-{}-{}-{}-{}", part(0, 8), part(8, 12), part(12, 16), part(16, 20), part(20, 32))
}

fn component_json(component: &Component) -> Value {
    let kind = match component.kind {
        Kind::Image => "container",
        Kind::Executable | Kind::Tool => "application",
        Kind::Library => "library",
        Kind::File | Kind::Module => "file",
    };
    let mut object = Map::new();
    object.insert("type".to_owned(), kind.into());
    object.insert("bom-ref".to_owned(), component.id.as_str().into());
    object.insert("name".to_owned(), component.name.as_str().into());
    let sha256 = component.sha256.as_ref().map(|sha256| json!([{ "alg": "SHA-256", "content": sha256 }]));
    let licence = component.licence.as_ref().map(|licence| json!([{ "expression": licence }]));
    let further = [
        ("version", component.version.as_deref().map(Value::from)),
        ("supplier", component.supplier.as_ref().map(|name| json!({ "name": name }))),
        ("hashes", sha256),
        ("licenses", licence),
        ("purl", component.package_url.as_deref().map(Value::from)),
        ("description", component.comment.as_deref().map(Value::from)),
    ];
    object.extend(further.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))));
    Value::Object(object)
}

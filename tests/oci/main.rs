//! Images of `precast pack` in the hands of others: skopeo and umoci read them, runc, crun, podman, buildah,
//! containerd and Docker run them, docker-registry keeps them. Nothing here reads an image with precast's own code,
//! but where that is compared with theirs.
//!
//! In: a folder for each program (`tests/README.md`), and the guide. Out: a trial per program, engine and platform,
//! and functions; then a line that says how programs of other machines ran.

#[path = "../support/mod.rs"]
mod support;

mod case;
mod contents;
mod daemon;
mod engine;
mod foreign;
mod guide;
mod platform;
mod registry;
mod server;
mod store;
mod world;

use std::process::ExitCode;
use std::sync::Arc;

use libtest_mimic::{Arguments, Trial};

use case::Case;
use engine::ENGINES;
use platform::Platform;
use world::World;

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    let world = Arc::new(World::new());
    let conclusion = libtest_mimic::run(&arguments, trials(&world));
    if let Some(way) = world.foreign_way() {
        println!("{way}\n");
    }
    drop(world);
    conclusion.exit_code()
}

fn trials(world: &Arc<World>) -> Vec<Trial> {
    let mut trials = Vec::new();
    let mut add = |name: String, test: Box<dyn FnOnce(&World) + Send>| {
        let world = world.clone();
        trials.push(Trial::test(name, move || {
            test(&world);
            Ok(())
        }));
    };
    for case in Case::all() {
        for platform in Platform::native() {
            for engine in ENGINES.iter().filter(|engine| platform.is_host() || !engine.host_only) {
                let case = case.clone();
                let name = format!("{}::{}::{}", case.name(), platform.architecture, engine.name);
                add(name, Box::new(move |world| case.check(world, engine, platform)));
            }
        }
    }
    for platform in Platform::native() {
        add(
            format!("server::{}", platform.architecture),
            Box::new(move |world| server::serves_and_stops(world, platform)),
        );
    }
    let functions = [contents::TESTS, registry::TESTS, server::TESTS, guide::TESTS].concat();
    for (name, test) in functions {
        add(name.to_owned(), Box::new(test));
    }
    trials
}

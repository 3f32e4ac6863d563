#!/usr/bin/env python3
"""Writes the expected output of test cases with another engine (Wasmtime's Python package).

usage: oracle.py [--check] CASE_DIRECTORY... TRAP.wat...

For each case (see tests/README.md for its files) the module runs in Wasmtime as the case says, and
`stdout` and `status` are written from what it did. With --check nothing is written and a difference
is an error. A case with `stdout_lines` is only checked, and so are trap cases (`tests/traps/*.wat`). Needs `pip install wasmtime==50.0.1`.
"""
import os
import pathlib
import shutil
import sys
import tempfile

import wasmtime

CACHE = pathlib.Path(
    os.environ.get("PRECAST_TEST_CACHE")
    or pathlib.Path(os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache") / "precast/tests"
)


def lines(path):
    return path.read_text().removesuffix("\n").split("\n") if path.exists() else []


def module_bytes(case):
    if (case / "input").exists():
        return (CACHE / "inputs" / (case / "input").read_text().strip()).read_bytes()
    wat = case / "module.wat"
    return wasmtime.wat2wasm(wat.read_text()) if wat.exists() else (case / "module.wasm").read_bytes()


def run(engine, module, case, directory, options):
    """One run: (stdout, status)."""
    with tempfile.TemporaryDirectory() as scratch:
        scratch = pathlib.Path(scratch)
        granted = scratch / "granted"
        if (case / "dir").exists():
            shutil.copytree(case / "dir", granted)
        else:
            granted.mkdir()
        config = wasmtime.WasiConfig()
        arguments = lines(directory / "args")
        environment, invoke = [], None
        option = iter(options)
        for name in option:
            if name == "--env":
                environment.append(tuple(next(option).split("=", 1)))
            elif name == "--dir":
                host, guest = next(option).removesuffix(":ro").split("::")
                config.preopen_dir(host.replace("{dir}", str(granted)), guest)
            elif name == "--embed":
                host, guest = next(option).split("::")
                config.preopen_dir(host.replace("{case}", str(case)), guest)
            elif name == "--arg":
                arguments.insert(0, next(option))
            elif name == "--invoke":
                invoke = next(option)
        config.argv = ["program"] + arguments
        config.env = environment
        (scratch / "stdin").write_bytes((directory / "stdin").read_bytes() if (directory / "stdin").exists() else b"")
        config.stdin_file = str(scratch / "stdin")
        config.stdout_file = str(scratch / "stdout")
        config.stderr_file = str(scratch / "stderr")
        store = wasmtime.Store(engine)
        store.set_wasi(config)
        linker = wasmtime.Linker(engine)
        linker.define_wasi()
        # In the order of their names, of which each imports from those before only.
        for library in sorted((case / "linked").glob("*.wat")):
            linked = wasmtime.Module(engine, wasmtime.wat2wasm(library.read_text()))
            exports = linker.instantiate(store, linked).exports(store)
            if "_initialize" in exports:
                exports["_initialize"](store)
            for name, item in exports.items():
                linker.define(store, library.stem, name, item)
        instance = linker.instantiate(store, module)
        status, printed = 0, b""
        try:
            if invoke:
                function = instance.exports(store)[invoke]
                kinds = [str(kind) for kind in function.type(store).params]
                values = [float(v) if kind.startswith("f") else int(v) for kind, v in zip(kinds, arguments)]
                results = function(store, *values)
                results = results if isinstance(results, list) else [results]
                printed = "".join(f"{result}\n" for result in results).encode()
            else:
                instance.exports(store)["_start"](store)
        except wasmtime.ExitTrap as exit_:
            status = exit_.code
        except wasmtime.Trap as trap:
            print(trap, file=sys.stderr)
            status = 134
        store.close()
        return (scratch / "stdout").read_bytes() + printed, status


# What precast says for each kind of trap of the engine. It has one kind for two of ours.
TRAPS = {
    "STACK_OVERFLOW": ["call stack exhausted"],
    "MEMORY_OUT_OF_BOUNDS": ["out of bounds memory access"],
    "TABLE_OUT_OF_BOUNDS": ["out of bounds table access", "undefined element"],
    "INDIRECT_CALL_TO_NULL": ["uninitialized element"],
    "BAD_SIGNATURE": ["indirect call type mismatch"],
    "INTEGER_OVERFLOW": ["integer overflow"],
    "INTEGER_DIVISION_BY_ZERO": ["integer divide by zero"],
    "BAD_CONVERSION_TO_INTEGER": ["invalid conversion to integer"],
    "UNREACHABLE": ["unreachable"],
    "HEAP_MISALIGNED": ["unaligned atomic"],
    "ATOMIC_WAIT_NON_SHARED_MEMORY": ["expected shared memory"],
}


def check_traps(engine, path):
    """The number of runs of a trap case that go differently on the engine."""
    text = path.read_text()
    if ";; oracle: not asked" in text:
        print(f"{path}: not asked")
        return 0
    directives = [line.removeprefix(";; ") for line in text.splitlines() if line.startswith(";; ")]
    words = next((line.split()[1:] for line in directives if line.startswith("build:")), [])
    invoke = words[words.index("--invoke") + 1] if "--invoke" in words else "_start"
    module = wasmtime.Module(engine, wasmtime.wat2wasm(text))
    runs = differences = 0
    for line in directives:
        if not line.startswith("run:"):
            continue
        arguments, expected = line.removeprefix("run:").split("->")
        store = wasmtime.Store(engine)
        config = wasmtime.WasiConfig()
        config.stdout_file = os.devnull
        store.set_wasi(config)
        linker = wasmtime.Linker(engine)
        linker.define_wasi()
        try:
            function = linker.instantiate(store, module).exports(store)[invoke]
            result = function(store, *map(int, arguments.split()))
            found = [str(result)]
        except wasmtime.Trap as trap:
            found = [f"trap: {kind}" for kind in TRAPS[trap.trap_code.name]]
        runs += 1
        if expected.strip() not in found:
            print(f"{path}: {line}: the engine says {found}")
            differences += 1
    print(f"{path}: {runs} runs, {differences} differ")
    return differences


def main():
    arguments = sys.argv[1:]
    check = "--check" in arguments
    differences = 0
    config = wasmtime.Config()
    config.wasm_threads = config.shared_memory = True
    config.wasm_tail_call = True
    config.wasm_wide_arithmetic = True
    config.wasm_memory64 = True
    config.wasm_custom_page_sizes = True
    engine = wasmtime.Engine(config)
    for case in map(pathlib.Path, (a for a in arguments if a != "--check")):
        if case.suffix == ".wat":
            differences += check_traps(engine, case)
            continue
        if not ((case / "input").exists() or list(case.glob("module.wa*"))):
            continue
        module = wasmtime.Module(engine, module_bytes(case))
        for directory in sorted(case.glob("run-*")) or [case]:
            stdout, status = run(engine, module, case, directory, lines(case / "build_args"))
            expected_status = int((lines(directory / "status") or ["0"])[0])
            ok = True
            if (directory / "stdout_lines").exists():
                produced = iter(stdout.decode().split("\n"))
                ok = all(line in produced for line in lines(directory / "stdout_lines")) and status == expected_status
            elif check:
                expected = directory / "stdout"
                ok = (expected.read_bytes() if expected.exists() else b"") == stdout and status == expected_status
            else:
                (directory / "stdout").write_bytes(stdout)
                if status:
                    (directory / "status").write_text(f"{status}\n")
                else:
                    (directory / "status").unlink(missing_ok=True)
            differences += not ok
            print(f"{directory}: status {status}, {len(stdout)} bytes{'' if ok else ' DIFFERS'}")
            if not ok:
                sys.stdout.write(stdout.decode(errors="replace"))
    sys.exit(differences > 0)


main()

"""The commands of wasmtime that benchmarks use, by its Python package. Each start takes the interpreter's time."""
import sys

import importlib.metadata
import wasmtime


def value(arguments, option):
    """Takes an option's value off the front of the arguments."""
    if arguments[0] == option:
        del arguments[0]
        return arguments.pop(0)
    return None


def run(arguments):
    config = wasmtime.WasiConfig()
    precompiled, variables = False, []
    while arguments[0].startswith("-"):
        if arguments[0] == "--allow-precompiled":
            del arguments[0]
            precompiled = True
        elif value(arguments, "-C") is not None:
            pass
        elif (directory := value(arguments, "--dir")) is not None:
            host, _, guest = directory.partition("::")
            config.preopen_dir(host, guest or host)
        elif (variable := value(arguments, "--env")) is not None:
            variables.append(tuple(variable.split("=", 1)))
        else:
            sys.exit(f"wasmtime.py: unknown option {arguments[0]}")
    engine = wasmtime.Engine()
    linker, store = wasmtime.Linker(engine), wasmtime.Store(engine)
    linker.define_wasi()
    config.argv, config.env = arguments, variables
    config.inherit_stdin()
    config.inherit_stdout()
    config.inherit_stderr()
    store.set_wasi(config)
    load = wasmtime.Module.deserialize_file if precompiled else wasmtime.Module.from_file
    try:
        linker.instantiate(store, load(engine, arguments[0])).exports(store)["_start"](store)
    except wasmtime.ExitTrap as end:
        sys.exit(end.code)


match sys.argv[1:]:
    case ["--version" | "-V"]:
        print("wasmtime", importlib.metadata.version("wasmtime"), "(Python package)")
    case ["compile", module, "-o", output]:
        with open(module, "rb") as source:
            compiled = wasmtime.Module(wasmtime.Engine(), source.read()).serialize()
        with open(output, "wb") as target:
            target.write(compiled)
    case ["run", *arguments]:
        run(arguments)
    case _:
        sys.exit(f"wasmtime.py: unknown command {sys.argv[1:]}")

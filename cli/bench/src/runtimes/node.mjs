// Runs a module with Node's WASI: node.mjs [--dir HOST::GUEST | --env NAME=VALUE]... MODULE [ARGUMENT...]
import { readFileSync } from "node:fs";
import { WASI } from "node:wasi";

const rest = process.argv.slice(2);
const preopens = {};
const env = {};
while (rest[0] === "--dir" || rest[0] === "--env") {
  const [option, value] = rest.splice(0, 2);
  const separator = option === "--dir" ? "::" : "=";
  const at = value.indexOf(separator);
  const [left, right] = [value.slice(0, at), value.slice(at + separator.length)];
  if (option === "--dir") preopens[right] = left;
  else env[left] = right;
}
const module = new WebAssembly.Module(readFileSync(rest[0]));
const imported = WebAssembly.Module.imports(module).some((entry) => entry.module === "wasi_unstable");
const version = imported ? "unstable" : "preview1";
const wasi = new WASI({ version, args: rest, env, preopens, returnOnExit: true });
const instance = new WebAssembly.Instance(module, wasi.getImportObject());
process.exitCode = wasi.start(instance);

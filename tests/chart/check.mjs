// Renders the chart for several installations and checks every object; prints one line for each finding and, last, the sum.
// Usage: node check.mjs
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { chart, lint, render } from "./helm.mjs";
import { promises } from "./promises.mjs";
import { fits, typed } from "./schemas.mjs";

const folder = fileURLToPath(new URL(".", import.meta.url));
const read = (path) => readFileSync(join(folder, path), "utf8");
let passed = 0;
let failed = 0;

function check(what, findings) {
  if (findings.length === 0) passed++;
  else failed++;
  for (const finding of findings) console.log(`chart: ${what}: ${finding}`);
}

// Each is one installation: what must be set, everything switched on, and as little as can be.
for (const name of ["least", "everything", "bare"]) {
  const values = `values/${name}.yaml`;
  check(`lint ${name}`, lint(values));
  const { objects, fault } = render(values);
  check(`render ${name}`, fault ? [fault] : []);
  for (const object of objects) {
    const place = `${name}: ${object.kind} ${object.metadata?.name}`;
    check(`schema of ${place}`, await fits(object));
    check(`promises of ${place}`, promises(object, objects));
  }
  check(`field names of ${name}`, typed(objects));
}

// What cannot work must be refused before it is sent to a cluster.
for (const [what, settings] of Object.entries(JSON.parse(read("values/refused.json")))) {
  const { fault } = render("values/least.yaml", settings);
  check(`refusal of ${what}`, fault ? [] : ["was rendered"]);
}

// A user must find every value explained, and the schema must know every value there is.
const { properties } = JSON.parse(readFileSync(join(chart, "values.schema.json"), "utf8"));
const given = readFileSync(join(chart, "values.yaml"), "utf8").match(/^[a-zA-Z]+(?=:)/gm);
check("values and schema", Object.keys(properties).filter((name) => name !== "global" && !given.includes(name)));

console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 && passed > 0 ? 0 : 1);

// Two views on an object: the JSON schema of the newest Kubernetes, which knows types, patterns and what is required, and the types of
// the oldest and the newest one, which know every field's name, so that a misspelt one is found.
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";

const operator = "monitoring.coreos.com";
const isOperators = (object) => object.apiVersion.startsWith(`${operator}/`);
const modelsOf = (object) => (isOperators(object) ? "@kubernetes-models/prometheus-operator" : "kubernetes-models");

/** What of it does not fit the newest Kubernetes' schema. */
export async function fits(object) {
  const models = await import(`${modelsOf(object)}/${object.apiVersion}`).catch(() => ({}));
  const Model = models[object.kind];
  if (!Model) return [`${object.apiVersion} has no ${object.kind}`];
  try {
    new Model(object).validate();
    return [];
  } catch (fault) {
    return [fault.message];
  }
}

/** What the compiler says against the objects as literals of their types. */
export function typed(objects) {
  const folder = fileURLToPath(new URL("./generated", import.meta.url));
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  const files = objects.flatMap((object, index) => {
    const { apiVersion, kind } = object;
    const views = [[`${modelsOf(object)}/${apiVersion}`, `I${kind}`]];
    const group = apiVersion.includes("/") ? apiVersion.replace(".k8s.io", "") : `core/${apiVersion}`;
    if (!isOperators(object)) views.push([`kubernetes-types/${group}`, kind]);
    return views.map(([module, type], view) => {
      const file = join(folder, `${index}-${view}.ts`);
      writeFileSync(file, `import type { ${type} } from "${module}";\nexport const object: ${type} = ${JSON.stringify(object, null, 2)};\n`);
      return file;
    });
  });
  const program = ts.createProgram(files, {
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    target: ts.ScriptTarget.ES2022,
    types: [],
  });
  const findings = ts.getPreEmitDiagnostics(program).map((found) => {
    const text = ts.flattenDiagnosticMessageText(found.messageText, " ");
    if (!found.file) return text;
    const { line } = found.file.getLineAndCharacterOfPosition(found.start);
    return `${found.file.fileName.split("/").pop()}:${line + 1} ${text}`;
  });
  if (findings.length === 0) rmSync(folder, { recursive: true, force: true });
  return findings;
}

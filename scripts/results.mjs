// What a result file of Vitest or Playwright says: the numbers at the paths, then a line for each test that failed.
// Usage: node results.mjs FILE PATH[+PATH]...
import { readFileSync } from 'node:fs';

const [file, ...paths] = process.argv.slice(2);
const result = JSON.parse(readFileSync(file, 'utf8'));

const at = (path) => path.split('.').reduce((node, name) => node?.[name], result) ?? 0;
console.log(paths.map((each) => each.split('+').reduce((sum, path) => sum + at(path), 0)).join(' '));

const line = (text) => (text ?? '').replaceAll(/\u001b\[[0-9;]*m/g, '').split('\n').find((each) => each.trim()) ?? '';
const tell = (name, message) => console.log(`${name}: ${line(message)}`);

for (const suite of result.testResults ?? []) {
  if (suite.status === 'failed' && !suite.assertionResults.length) tell(suite.name.split('/').pop(), suite.message);
  for (const test of suite.assertionResults) if (test.status === 'failed') tell(test.fullName, test.failureMessages[0]);
}

const specs = (suites = []) => suites.flatMap((suite) => [...(suite.specs ?? []), ...specs(suite.suites)]);
for (const spec of specs(result.suites)) {
  if (!spec.ok) tell(`${spec.file}:${spec.line} ${spec.title}`, spec.tests.flatMap((test) => test.results).find((each) => each.error)?.error.message);
}
for (const error of result.suites ? result.errors : []) tell('the browser suite', error.message);

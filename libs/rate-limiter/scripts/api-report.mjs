// The public API as one reviewed file, etc/<package>.api.md: every exported declaration of every entry point, with
// its doc comment, read from the built declaration files. Run in the folder of the package, after a build.
//   node scripts/api-report.mjs           fails when the committed report is not what the build exports
//   node scripts/api-report.mjs --write   writes it; refuses a breaking change unless the version says so
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

const { name, version, exports } = JSON.parse(readFileSync('package.json', 'utf8'));
const file = join('etc', `${name.split('/').at(-1)}.api.md`);

/** [entry, declaration file] of what `exports` offers as types. */
const entries = Object.entries(exports).flatMap(([entry, conditions]) =>
  conditions.import?.types ? [[entry.replace(/^\./, name), conditions.import.types]] : [],
);
const program = ts.createProgram(
  entries.map(([, path]) => path),
  { module: ts.ModuleKind.Node20, target: ts.ScriptTarget.ES2023, types: [], noLib: true },
);
const checker = program.getTypeChecker();

/** A declaration with its doc comment; private members are nobody's business, and constants go without `const`. */
function textOf(declaration) {
  const statement = ts.isVariableDeclaration(declaration) ? declaration.parent.parent : declaration;
  return statement
    .getFullText()
    .replace(/\r/g, '')
    .replace(/^ *private .*\n/gm, '')
    .replace(/^(export )?(declare )?/gm, '')
    .trim();
}

function reportOf([entry, path]) {
  const source = program.getSourceFile(path);
  if (!source) throw new Error(`${path} is missing: build first`);
  const symbols = checker.getExportsOfModule(checker.getSymbolAtLocation(source));
  const texts = symbols.map((symbol) => {
    const target = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
    return [symbol.name, (target.declarations ?? []).map(textOf).join('\n')];
  });
  const blocks = texts
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([symbol, text]) => `### ${symbol}\n\n\`\`\`ts\n${text}\n\`\`\``);
  return [`## ${entry}`, ...blocks].join('\n\n');
}

/** The lines that a caller can depend on: no prose, no comments. */
const contractOf = (report) =>
  report
    .replace(/\/\*\*[\s\S]*?\*\//g, '')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('Version '));

function removedLines(before, after) {
  const left = contractOf(after);
  return contractOf(before).filter((line) => {
    const index = left.indexOf(line);
    if (index >= 0) left.splice(index, 1);
    return index < 0;
  });
}

/** Before 1.0.0 the minor number announces a breaking change, from then on the major number. */
function announcesBreaking(before, after) {
  const [[oldMajor, oldMinor], [major, minor]] = [before, after].map((text) => text.split('.').map(Number));
  return major > oldMajor || (major === 0 && oldMajor === 0 && minor > oldMinor);
}

const unreleased = (number) => readFileSync('CHANGELOG.md', 'utf8').includes(`## ${number} (unreleased)`);

function fail(message) {
  console.error(message);
  process.exit(1);
}

const fresh = `# API of ${name}\n\nVersion ${version}. Generated from the doc comments by \`scripts/api-report.mjs\`.\n\n${entries.map(reportOf).join('\n\n')}\n`;
const committed = existsSync(file) ? readFileSync(file, 'utf8') : '';
const committedVersion = /^Version (\d+\.\d+\.\d+)/m.exec(committed)?.[1];

if (committedVersion && !unreleased(committedVersion) && !announcesBreaking(committedVersion, version)) {
  const removed = removedLines(committed, fresh);
  if (removed.length > 0)
    fail(`Breaking since ${committedVersion}, and the version does not say so:\n${removed.join('\n')}`);
}
if (process.argv.includes('--write')) {
  mkdirSync('etc', { recursive: true });
  writeFileSync(file, fresh);
} else if (fresh !== committed) {
  fail(`${file} is not what the build exports. Build, run with --write, and have the difference reviewed.`);
}

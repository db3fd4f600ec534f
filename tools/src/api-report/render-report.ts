import { type ApiEntry, type ApiSymbol } from './api-entry.ts';
import { type Manifest } from './package-files.ts';

const REPEAT = 'npx nx run';

/** The reference that is committed, read and compared. */
export function renderReport({ name, version, nx }: Manifest, entries: readonly ApiEntry[]): string {
  const parts = [
    `# API of ${name}`,
    `Version ${version}. Generated from the doc comments: \`${REPEAT} ${nx.name}:api -- --write\`.`,
    entries.map(contentsOf).join('\n'),
    ...entries.flatMap(({ path, symbols }) => [`## ${path}`, ...symbols.map(sectionOf)]),
  ];
  return `${parts.join('\n\n')}\n`;
}

function contentsOf({ path, symbols }: ApiEntry): string {
  const links = symbols.map(({ name }) => `[${name}](#${name.toLowerCase()})`);
  return `- **${path}**: ${links.join(', ')}`;
}

function sectionOf({ name, doc, code }: ApiSymbol): string {
  return [`### ${name}`, doc, `\`\`\`ts\n${code}\n\`\`\``].filter((part) => part !== '').join('\n\n');
}

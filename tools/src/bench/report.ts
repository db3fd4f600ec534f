import { loadavg } from 'node:os';
import { type Benchmark, type Figure, isMet } from './benchmark.ts';

/** What a benchmark says before it starts: what it does, and how busy the machine is without it. */
export function renderStart({ name, how }: Benchmark): string {
  const [minute = 0] = loadavg();
  return `\n${name} (load of the machine before: ${minute.toFixed(1)})\n${indented(how)}`;
}

export function renderFigures(figures: readonly Figure[]): string {
  const width = Math.max(...figures.map(({ name }) => name.length));
  return indented(figures.map((figure) => lineOf(figure, width)).join('\n'));
}

function lineOf(figure: Figure, width: number): string {
  const { name, value, unit, decimals = 0 } = figure;
  const text = value.toLocaleString('en-US', {
    minimumFractionDigits: decimals,
    maximumFractionDigits: decimals,
  });
  return `${name.padEnd(width)}  ${`${text} ${unit}`.trimEnd()}${targetOf(figure)}`;
}

function targetOf(figure: Figure): string {
  const { target } = figure;
  if (!target) return '';
  const wanted = 'atLeast' in target ? `at least ${target.atLeast}` : `at most ${target.atMost}`;
  return `   (${isMet(figure) ? 'met' : 'MISSED'}: ${wanted})`;
}

const indented = (text: string): string => text.replaceAll(/^/gm, '  ');

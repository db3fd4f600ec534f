import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** ES module file of each entry of a package. */
function modulesOf(name: string, folder: string): ReadonlyMap<string, string> {
  const { exports } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
    exports: Record<string, string | { import: { default: string } }>;
  };
  return new Map(
    Object.entries(exports).flatMap(([path, to]) =>
      typeof to === 'string' ? [] : [[path.replace(/^\./, name), join(folder, to.import.default)]],
    ),
  );
}

/** Bundles a program; what is not of the package stays outside. */
export async function bundleOf(input: string, name: string, folder: string): Promise<string> {
  const { rollup } = await import('@rollup/wasm-node'); // slow to load, and few specs bundle
  const modules = modulesOf(name, folder);
  const bundle = await rollup({
    input,
    external: (id) => !id.startsWith('.') && !id.startsWith('/') && !modules.has(id),
    plugins: [{ name: 'package', resolveId: (id) => modules.get(id) ?? null }],
    treeshake: { moduleSideEffects: 'no-external' },
    logLevel: 'silent',
  });
  try {
    return (await bundle.generate({ format: 'esm' })).output[0].code;
  } finally {
    await bundle.close();
  }
}

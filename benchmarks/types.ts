/**
 * `npm run bench:types`: what models cost the compiler.
 *
 * Generates one `defineModels` call of 10 columns and 3 relations a model, and one query over each model; prints check
 * time and instantiations for one model (what importing Fretwork costs) and for 200.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..');
const SIZES = [1, 50, 200];
const MEASURES = ['Types', 'Instantiations', 'Memory used', 'Check time', 'Total time'];

// Inside the workspace, so that `fretwork` resolves as it does for its examples.
const folder = join(root, '.docs-blocks', `bench-${process.pid}`);
mkdirSync(folder, { recursive: true });
try {
  console.log(['models', ...MEASURES].map((name) => name.padStart(15)).join(''));
  for (const size of SIZES) console.log([String(size), ...measure(size)].map((cell) => cell.padStart(15)).join(''));
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function measure(size: number): readonly string[] {
  writeFileSync(join(folder, 'models.ts'), program(size));
  writeFileSync(
    join(folder, 'tsconfig.json'),
    JSON.stringify({ extends: '../../tsconfig.json', include: ['models.ts'] }),
  );
  const tsc = join(root, 'node_modules/typescript/bin/tsc');
  const { stdout } = spawnSync(process.execPath, [tsc, '-p', folder, '--extendedDiagnostics', '--pretty', 'false'], {
    encoding: 'utf8',
  });
  const complaint = stdout.split('\n').find((line) => line.startsWith('.docs-blocks') || /^models\.ts\(/.test(line));
  if (complaint !== undefined) console.log(complaint);
  return MEASURES.map((name) => new RegExp(`^${name}:\\s+(\\S+)`, 'm').exec(stdout)?.[1] ?? '?');
}

function program(size: number): string {
  const indexes = Array.from({ length: size }, (_, index) => index);
  const target = (index: number, step: number): string => `Model${(index * 7 + step) % size}`;
  const models = indexes.map(
    (index) => `  Model${index}: {
    name: f.char({ maxLength: 100 }),
    slug: f.char({ maxLength: 50, unique: true }),
    body: f.text({ default: '' }),
    price: f.decimal({ maxDigits: 8, decimalPlaces: 2 }),
    stock: f.integer({ default: 0 }),
    isActive: f.boolean({ default: true }),
    published: f.date({ null: true }),
    createdAt: f.dateTime({ autoNowAdd: true }),
    reference: f.uuid({ null: true }),
    details: f.json({ null: true }),
    parent: f.foreignKey('Model${index}', { relatedName: 'children', null: true, onDelete: 'setNull' }),
    other: f.foreignKey('${target(index, 1)}', { relatedName: 'others${index}', onDelete: 'cascade' }),
    many: f.manyToMany('${target(index, 2)}', { relatedName: 'manies${index}' }),
  },`,
  );
  const queries = indexes.map(
    (index) => `export const query${index} = models.Model${index}.objects
  .filter({ name: { icontains: 'a' }, other: { price: { lt: '20.00' } } })
  .selectRelated('other.parent')
  .orderBy('-createdAt');`,
  );
  return `import { defineModels, f } from 'fretwork/models';

export const models = defineModels({
${models.join('\n')}
});

${queries.join('\n')}
`;
}

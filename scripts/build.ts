/**
 * `npm run build`: emits `packages/<name>/dist`, ready to publish: ES modules, declarations and a package.json.
 *
 * With `--check` it also packs what it made, installs that into an empty project, imports every entry point, and has the
 * compiler read their declarations.
 */
import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..');
const tsc = join(root, 'node_modules/typescript/bin/tsc');

/** What is read of a package.json. */
interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly private?: boolean;
  readonly exports?: Readonly<Record<string, string>>;
  readonly bin?: Readonly<Record<string, string>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly scripts?: unknown;
}

const readManifest = (folder: string): Manifest => JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
const writeJSON = (file: string, value: unknown): void => writeFileSync(file, `${JSON.stringify(value, null, 2)}\n`);
const run = (command: string, parameters: readonly string[], folder: string): string =>
  execFileSync(command, parameters, { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });

const folders = globSync('packages/*', { cwd: root })
  .map((folder) => join(root, folder))
  .filter((folder) => existsSync(join(folder, 'tsconfig.build.json')));
const versions = new Map(folders.map(readManifest).map(({ name, version }) => [name, version]));

for (const folder of folders) build(folder);
if (process.argv.includes('--check')) check(folders.map((folder) => join(folder, 'dist')));

function build(folder: string): void {
  const dist = join(folder, 'dist');
  rmSync(dist, { recursive: true, force: true });
  try {
    run(process.execPath, [tsc, '-p', 'tsconfig.build.json'], folder);
  } catch (error) {
    console.error((error as { readonly stdout?: string }).stdout ?? error);
    process.exit(1);
  }
  // The compiler rewrites `.ts` in modules, not in their declarations.
  for (const file of globSync('**/*.d.ts', { cwd: dist })) {
    const text = readFileSync(join(dist, file), 'utf8');
    writeFileSync(join(dist, file), text.replace(/((?:from|import)\s*\(?\s*['"]\.[^'"]*)\.tsx?(?=['"])/g, '$1.js'));
  }
  for (const asset of globSync('**/*.*', { cwd: join(folder, 'src'), exclude: ['**/node_modules'] })) {
    if (!/\.tsx?$/.test(asset)) cpSync(join(folder, 'src', asset), join(dist, asset), { recursive: true });
  }
  for (const [from, name] of [
    [folder, 'README.md'],
    [root, 'README.md'],
    [root, 'LICENSE'],
    [root, 'CHANGELOG.md'],
  ] as const) {
    if (existsSync(join(from, name)) && !existsSync(join(dist, name))) cpSync(join(from, name), join(dist, name));
  }
  const manifest = publishable(readManifest(folder));
  writeJSON(join(dist, 'package.json'), manifest);
  for (const script of Object.values(manifest.bin)) chmodSync(join(dist, script), 0o755);
  console.log(`built ${manifest.name} ${manifest.version}`);
}

/** The package.json of what is published: its paths lead to emitted files, its siblings have versions. */
function publishable({ private: _private, scripts: _scripts, devDependencies: _dev, ...manifest }: Manifest) {
  const emitted = (file: string, extension: string): string =>
    file.replace(/^\.\/src\//, './').replace(/\.tsx?$/, extension);
  const pinned = (dependencies: Readonly<Record<string, string>> = {}): Record<string, string> =>
    mapValues(dependencies, (range, name) => (versions.has(name) ? `^${versions.get(name)}` : range));
  return {
    ...manifest,
    exports: mapValues(manifest.exports ?? {}, (file) =>
      /\.tsx?$/.test(file) ? { types: emitted(file, '.d.ts'), default: emitted(file, '.js') } : file,
    ),
    bin: mapValues(manifest.bin ?? {}, (file) => emitted(file, '.js')),
    dependencies: pinned(manifest.dependencies),
    peerDependencies: pinned(manifest.peerDependencies),
  };
}

function mapValues<T, U>(record: Readonly<Record<string, T>>, change: (value: T, key: string) => U): Record<string, U> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value, key)]));
}

function check(dists: readonly string[]): void {
  const project = mkdtempSync(join(tmpdir(), 'fretwork-build-'));
  try {
    const tarballs = dists.map((dist) =>
      join(project, run('npm', ['pack', '--silent', '--pack-destination', project], dist).trim()),
    );
    const types = readManifest(root).devDependencies?.['@types/node'];
    writeJSON(join(project, 'package.json'), { private: true, type: 'module' });
    const typings = [`@types/node@${types}`, ...peerTypings(dists)];
    run('npm', ['install', '--silent', '--no-audit', '--no-fund', ...tarballs, ...typings], project);
    const specifiers = dists.map(readManifest).flatMap(({ name, exports = {} }) =>
      Object.keys(exports)
        .filter((path) => !path.endsWith('.json'))
        .map((path) => join(name, path)),
    );
    const imports = specifiers.map((specifier, index) => `import * as entry${index} from '${specifier}';\n`);
    const listing = specifiers.map((_, index) => `entry${index}`).join(', ');
    writeFileSync(join(project, 'check.ts'), `${imports.join('')}console.log([${listing}].length, 'entry points');\n`);
    console.log(run(process.execPath, ['check.ts'], project).trim());
    for (const command of dists.map(readManifest).flatMap(({ bin = {} }) => Object.keys(bin))) {
      run(process.execPath, [join(project, 'node_modules/.bin', command), '--help'], project);
      console.log(`${command} --help answers`);
    }
    checkDeclarations(project);
  } finally {
    rmSync(project, { recursive: true, force: true });
  }
}

/** Declarations of peers that bring none of their own, as this workspace has them. */
function peerTypings(dists: readonly string[]): readonly string[] {
  const names = dists.flatMap((dist) => Object.keys(readManifest(dist).peerDependencies ?? {}));
  return [...new Set(names)]
    .map((name) => join(root, 'node_modules/@types', name))
    .filter((folder) => existsSync(folder))
    .map(readManifest)
    .map(({ name, version }) => `${name}@${version}`);
}

/** Compiles against the installed declarations; complaints about other people's packages are theirs. */
function checkDeclarations(project: string): void {
  const compilerOptions = { module: 'nodenext', target: 'esnext', strict: true, noEmit: true, types: ['node'] };
  writeJSON(join(project, 'tsconfig.json'), { compilerOptions, files: ['check.ts'] });
  let complaints = '';
  try {
    run(process.execPath, [tsc, '--pretty', 'false'], project);
  } catch (error) {
    complaints = (error as { readonly stdout: string }).stdout;
  }
  const ours = /^(check\.ts|node_modules\/(fretwork|@fretwork\/[^/]+)\/(?!node_modules\/))/;
  const own = complaints.split('\n').filter((line) => ours.test(line));
  if (own.length > 0) {
    console.error(own.join('\n'));
    process.exit(1);
  }
  console.log('declarations compile');
}

/** Reads the workspace for the house tests: its files, what each module imports and exports, and the entry points. */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { parseSync } from 'vite';

/** The root of the workspace; the paths below are relative to it. */
export const root = resolve(import.meta.dirname, '../..');

/** Every file of the workspace that Git tracks or would track. */
export const files: readonly string[] = execFileSync(
  'git',
  ['ls-files', '--cached', '--others', '--exclude-standard', '-z'],
  { cwd: root, encoding: 'utf8', maxBuffer: 1 << 26 },
)
  .split('\0')
  .filter((file) => file !== '' && existsSync(join(root, file)));

const isTest = (file: string): boolean => /\.test(-d)?\.tsx?$/.test(file);

/** The sources that are published: `packages/<name>/src` without tests. */
export const sources: readonly string[] = files.filter(
  (file) => /^packages\/[^/]+\/src\/.*\.tsx?$/.test(file) && !isTest(file),
);

/** The tests beside the sources. */
export const tests: readonly string[] = files.filter((file) => /^packages\/[^/]+\/src\//.test(file) && isTest(file));

/** The text of a file of the workspace. */
export const read = (file: string): string => readFileSync(join(root, file), 'utf8');

/** What one import or re-export statement names. */
export interface Import {
  /** The module as written, or the path in the workspace where it is relative. */
  readonly target: string;
  readonly isTypeOnly: boolean;
}

/** One exported name: declared in the module, or taken from another one. */
export interface Export {
  readonly name: string;
  /** Name in the module that declares it. */
  readonly localName: string;
  /** Path of the module that it is taken from; null where this one declares it. */
  readonly from: string | null;
}

/** What the house tests know of a module. */
export interface Module {
  readonly imports: readonly Import[];
  readonly exports: readonly Export[];
  /** The module's code with every comment blanked. */
  readonly code: string;
  /** Names declared at the top level that have a docstring right above them. */
  readonly documented: ReadonlySet<string>;
}

const modules = new Map<string, Module>();

/** Parses a module of the workspace, once. */
export function parse(file: string): Module {
  const known = modules.get(file);
  if (known !== undefined) return known;
  const text = read(file);
  const { program, comments, module, errors } = parseSync(file, text);
  const first = errors[0];
  if (first !== undefined) throw new SyntaxError(`${file}: ${first.message}`);
  const target = (specifier: string): string =>
    specifier.startsWith('.') ? relative(root, resolve(root, dirname(file), specifier)) : specifier;
  const imported = new Map<string, { readonly from: string; readonly name: string }>();
  for (const { moduleRequest, entries } of module.staticImports) {
    for (const { localName, importName } of entries) {
      imported.set(localName.value, { from: target(moduleRequest.value), name: importName.name ?? localName.value });
    }
  }
  const exportEntries = module.staticExports.flatMap(({ entries }) => entries);
  const parsed: Module = {
    imports: [
      ...module.staticImports.map(({ moduleRequest, entries }) => ({
        target: target(moduleRequest.value),
        isTypeOnly: entries.length > 0 && entries.every(({ isType }) => isType),
      })),
      ...exportEntries.flatMap(({ moduleRequest, isType }) =>
        moduleRequest === null ? [] : [{ target: target(moduleRequest.value), isTypeOnly: isType }],
      ),
      ...module.dynamicImports.flatMap(({ moduleRequest }) => {
        const literal = /^(['"])(.*)\1$/.exec(text.slice(moduleRequest.start, moduleRequest.end))?.[2];
        return literal === undefined ? [] : [{ target: target(literal), isTypeOnly: false }];
      }),
    ],
    exports: exportEntries.map(({ exportName, importName, localName, moduleRequest }) => {
      const name = exportName.name ?? '*';
      const through = moduleRequest === null ? imported.get(localName.name ?? name) : undefined;
      if (through !== undefined) return { name, localName: through.name, from: through.from };
      return moduleRequest === null
        ? { name, localName: localName.name ?? name, from: null }
        : { name, localName: importName.name ?? name, from: target(moduleRequest.value) };
    }),
    code: comments.reduce(
      (code, { start, end }) => code.slice(0, start) + ' '.repeat(end - start) + code.slice(end),
      text,
    ),
    documented: new Set(
      program.body.flatMap((statement) => {
        const hasDocstring = comments.some(
          ({ type, value, start, end }) =>
            type === 'Block' &&
            value.startsWith('*') &&
            end <= statement.start &&
            // Only white space and line comments (such as a biome-ignore) may stand between the two.
            /^(\s|\/\/.*)*$/.test(text.slice(end, statement.start)) &&
            (start > 0 || module.staticImports.length > 0 || program.body[0] === statement),
        );
        return hasDocstring ? declaredNames(text.slice(statement.start, statement.end)) : [];
      }),
    ),
  };
  modules.set(file, parsed);
  return parsed;
}

const DECLARATION =
  /^(?:export\s+)?(?:default\s+)?(?:declare\s+)?(?:abstract\s+)?(?:async\s+)?(?:class|function\s*\*?|interface|type|const|let|enum)\s+([\w$]+)/;

const declaredNames = (statement: string): readonly string[] => DECLARATION.exec(statement)?.slice(1, 2) ?? [];

/** An entry point of a package. */
export interface EntryPoint {
  /** As a user imports it: `fretwork/models`. */
  readonly specifier: string;
  /** Path of its module in the workspace. */
  readonly file: string;
}

interface PackageJSON {
  readonly name: string;
  readonly private?: boolean;
  readonly exports?: Readonly<Record<string, string>>;
  readonly bin?: Readonly<Record<string, string>>;
}

/** The packages of the workspace that are published. */
export const packages = files
  .filter((file) => /^packages\/[^/]+\/package\.json$/.test(file))
  .map((file) => ({ folder: dirname(file), ...(JSON.parse(read(file)) as PackageJSON) }));

/** Every entry point that a package.json names. */
export const entryPoints: readonly EntryPoint[] = packages.flatMap(({ folder, name, exports = {} }) =>
  Object.entries(exports)
    .filter(([, file]) => /\.tsx?$/.test(file))
    .map(([path, file]) => ({ specifier: join(name, path), file: join(folder, file) })),
);

/** Where an exported name is declared: follows re-exports to their source. */
export function declarationOf(file: string, name: string): { readonly file: string; readonly name: string } | null {
  const found = parse(file).exports.find((entry) => entry.name === name);
  if (found === undefined) return null;
  if (found.from === null) return { file, name: found.localName };
  return sources.includes(found.from) ? declarationOf(found.from, found.localName) : { file: found.from, name };
}

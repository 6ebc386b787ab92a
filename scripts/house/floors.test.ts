/** House rule on imports: they point downward through the floors of the package, so that each can be read alone. */
import { describe, expect, it } from 'vitest';
import { parse, sources } from './sources.ts';

const SRC = 'packages/fretwork/src/';

/** From the ground up; folders on one floor do not know each other. */
const FLOORS: readonly (readonly string[])[] = [
  ['errors.ts', 'cohort.ts'],
  ['settings'],
  ['models'],
  ['databases'],
  ['queries'],
  ['migrations'],
  ['serializers'],
  ['http'],
  ['authentication', 'permissions', 'throttling', 'pagination', 'filters', 'metadata'],
  ['views'],
  ['routers'],
  ['mail', 'cache'],
  ['jwt'],
  ['accounts'],
  ['openapi', 'browsable'],
  ['app.ts'],
  ['server'],
  ['cli'],
  ['testing'],
  ['index.ts'],
];

/** Upward imports that stand, each with its reason. */
const EXCEPTIONS: readonly { readonly from: RegExp; readonly to: RegExp; readonly typesOnly: boolean }[] = [
  // A model's manager is a QuerySet: see docs/decisions/0001-models-know-querysets.md.
  { from: /^models\//, to: /^queries\//, typesOnly: false },
  // A model names the database that it is read from; only the type is needed.
  { from: /^models\//, to: /^databases\//, typesOnly: true },
  // Users look for `transaction` where the models are, as in Django's `db`; nothing inside imports an index.
  { from: /^models\/index\.ts$/, to: /^databases\/transaction\.ts$/, typesOnly: false },
];

const inSource = (file: string): string => file.slice(SRC.length);
const partOf = (file: string): string => inSource(file).split('/')[0] ?? '';
const floorOf = (part: string): number => FLOORS.findIndex((parts) => parts.includes(part));
const own = sources.filter((file) => file.startsWith(SRC));

describe('the floors', () => {
  it('name every part of the package', () => {
    expect([...new Set(own.map(partOf))].filter((part) => floorOf(part) === -1)).toEqual([]);
  });

  it('are imported downward only', () => {
    const upward = own.flatMap((file) => {
      const from = partOf(file);
      return parse(file)
        .imports.filter(({ target, isTypeOnly }) => {
          if (!target.startsWith(SRC)) return false;
          const to = partOf(target);
          if (to === from || floorOf(to) < floorOf(from)) return false;
          return !EXCEPTIONS.some(
            (known) =>
              known.from.test(inSource(file)) && known.to.test(inSource(target)) && (isTypeOnly || !known.typesOnly),
          );
        })
        .map(({ target }) => `${inSource(file)} -> ${inSource(target)}`);
    });
    expect(upward).toEqual([]);
  });

  it('are entered through the file that declares a name, not through an index', () => {
    const detours = sources.flatMap((file) =>
      parse(file)
        .imports.filter(({ target }) => /^packages\/.*\/index\.ts$/.test(target))
        .map(({ target }) => `${file} -> ${target}`),
    );
    expect(detours).toEqual([]);
  });

  it('stay inside their package', () => {
    const strays = sources.flatMap((file) => {
      const folder = file.split('/').slice(0, 3).join('/');
      return parse(file)
        .imports.filter(
          ({ target }) => /^(packages|examples|scripts|docs)\//.test(target) && !target.startsWith(`${folder}/`),
        )
        .map(({ target }) => `${file} -> ${target}`);
    });
    expect(strays).toEqual([]);
  });
});

describe('what runs in a browser', () => {
  const SERVER = /^(node:|fretwork(\/|$))/;
  const inBrowsers = sources.filter((file) => /^packages\/(client|react)\//.test(file));

  it('takes nothing but types from the server’s side', () => {
    expect(inBrowsers).not.toEqual([]);
    const strays = inBrowsers.flatMap((file) =>
      parse(file)
        .imports.filter(({ target, isTypeOnly }) => SERVER.test(target) && !isTypeOnly)
        .map(({ target }) => `${file} -> ${target}`),
    );
    expect(strays).toEqual([]);
  });
});

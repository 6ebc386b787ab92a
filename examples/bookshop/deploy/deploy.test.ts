/** The files of the deployment agree with each other, with the app, and with the manual. */
import { existsSync, readFileSync } from 'node:fs';
import { contentSecurityPolicy } from 'fretwork/server';
import { describe, expect, it } from 'vitest';
import { settings } from '../api/settings.ts';

const read = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8');
const [nginx, compose, unit, dockerfile] = [
  read('nginx.conf'),
  read('compose.yaml'),
  read('bookshop.service'),
  read('Dockerfile'),
];
const serving = read('../../../packages/fretwork/src/cli/serve.ts');
const limits = read('../../../packages/fretwork/src/server/limits.ts');
const manual = read('../../../docs/deployment.md');

/** What stands behind a pattern, which has to be there. */
const find = (text: string, pattern: RegExp): string => {
  const found = pattern.exec(text)?.[1];
  expect(found, `${pattern}`).toBeDefined();
  return found ?? '';
};

describe('nginx.conf', () => {
  it('is the one that the manual shows', () => {
    expect(manual).toContain(`\`\`\`nginx\n${nginx}\`\`\``);
  });

  it('closes its blocks', () => {
    const code = nginx.replace(/#.*|"[^"]*"|'[^']*'/g, '');
    expect(code.split('{').length).toBe(code.split('}').length);
  });

  it('gives up idle connections before the app does', () => {
    const upstream = find(nginx, /upstream app \{([^}]*)\}/);
    const ms = Number(find(upstream, /keepalive_timeout (\d+)s/)) * 1000;
    expect(ms).toBeLessThan(Number(find(limits, /keepAliveMs: (\d+),/)));
  });

  it('lets through what the app takes', () => {
    const megabytes = Number(find(nginx, /client_max_body_size (\d+)m/));
    expect(megabytes * 1024 ** 2).toBeGreaterThan(settings.dataUploadMaxBytes);
  });

  it('sends pages with the policy that the app would send', () => {
    expect(nginx).toContain(`add_header Content-Security-Policy "${contentSecurityPolicy}" always;`);
  });

  it('says who asks, whatever clients claim, for as many proxies as the app is told of', () => {
    expect(nginx).toContain('proxy_set_header X-Forwarded-For $remote_addr;');
    expect(nginx).toContain('proxy_set_header X-Forwarded-Proto $scheme;');
    expect(nginx.match(/proxy_set_header/g)).toHaveLength(4); // one in a location would hide these
    expect(compose).toContain('NUM_PROXIES: "1"');
    expect(unit).toContain('NUM_PROXIES=1');
  });
});

describe('variables and secrets', () => {
  const source = read('../api/settings.ts');
  const known = new Set([...source.matchAll(/env\('([A-Z_]+)'/g)].map(([, name]) => name));
  const inCompose = find(compose, /x-app: &app\n([\s\S]*?)\n {2}secrets:/).matchAll(/^ {4}([A-Z_]+):/gm);
  const inUnit = [...unit.matchAll(/^Environment=(.*)$/gm)].flatMap(([, line = '']) =>
    line.split(' ').map((pair) => pair.split('=')[0] ?? ''),
  );

  it.each([
    ['compose.yaml', [...inCompose].map(([, name = '']) => name)],
    ['bookshop.service', inUnit],
  ])('of %s are those of the settings', (_file, names) => {
    expect(names.length).toBeGreaterThan(5);
    const unknown = names.map((name) => name.replace(/_FILE$/, '')).filter((name) => !known.has(name));
    expect(unknown.filter((name) => name !== 'NODE_ENV')).toEqual([]);
  });

  it('hold no secret', () => {
    for (const text of [compose, unit, dockerfile])
      expect(text).not.toMatch(/(SECRET_KEY|PASSWORD|_URL)[:=] ?[^\s]*:\/\/[^\s]*@/);
    for (const name of ['SECRET_KEY', 'DATABASE_URL', 'EMAIL_URL']) {
      expect(compose).toMatch(new RegExp(`${name}_FILE: /run/secrets/`));
      expect(unit).toContain(`${name}_FILE=%d/`);
    }
  });
});

it('every flag of serve exists', () => {
  const flags = [compose, unit, dockerfile, manual].flatMap((text) =>
    text
      .split('\n')
      .filter((line) => /\bserve\b/.test(line))
      .flatMap((line) => [...line.matchAll(/--[a-z-]+/g)].map(([flag]) => flag)),
  );
  expect(flags.length).toBeGreaterThan(8);
  expect(
    [...new Set(flags)].filter((flag) => !serving.includes(`'${flag} `) && !serving.includes(`'${flag}'`)),
  ).toEqual(['--deploy']);
});

it.each([
  ['compose.yaml', () => Number(find(compose, /\n {2}app:\n[\s\S]*?stop_grace_period: (\d+)s/)), () => compose],
  ['bookshop.service', () => Number(find(unit, /TimeoutStopSec=(\d+)/)), () => unit],
])('%s gives the app more time than it takes to stop', (_file, timeout, text) => {
  const grace = Number(find(text(), /--grace[", ]+(\d+)/));
  expect(timeout()).toBeGreaterThan(grace + 10);
});

it('the image holds what the app needs, and starts what is there', () => {
  const script = find(dockerfile, /ENTRYPOINT \["node", "\/srv\/shop\/([^"]+)"\]/);
  expect(read(`../../../${script}`)).toContain('fretwork');
  const copied = [...dockerfile.matchAll(/COPY --from=dependencies \/srv\/shop\/(\S+) /g)].map(([, path = '']) => path);
  expect(copied.filter((path) => !existsSync(new URL(`../../../${path}`, import.meta.url)))).toEqual([]);
  expect(dockerfile).toMatch(/^USER node$/m);
});

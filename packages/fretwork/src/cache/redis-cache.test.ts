/** The cache in Redis: what happens while it is away. What every cache does is in `cache.test.ts`. */
import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { ImproperlyConfigured, OperationalError } from '../errors.ts';
import { RedisCache } from './redis-cache.ts';

/** A server that speaks as much Redis as a test needs. */
class FakeRedis {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly commands: string[] = [];

  /** @param answer The reply to a command, in Redis' own notation; `undefined` for silence. */
  constructor(answer: (command: string) => string | undefined) {
    this.#server = createServer((socket) => {
      this.#sockets.add(socket);
      socket.on('error', () => {});
      socket.on('data', (data) => {
        for (const [, name = ''] of data.toString().matchAll(/\*\d+\r\n\$\d+\r\n(\w+)\r\n/g)) {
          const command = name.toLowerCase();
          this.commands.push(command);
          const reply = answer(command);
          if (reply !== undefined) socket.write(reply);
        }
      });
    });
  }

  async listen(port = 0): Promise<number> {
    this.#server.listen(port, '127.0.0.1');
    await once(this.#server, 'listening');
    return (this.#server.address() as AddressInfo).port;
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    if (this.#server.listening) await new Promise((resolve) => this.#server.close(resolve));
  }
}

const HANDSHAKE: Readonly<Record<string, string>> = {
  auth: '+OK\r\n',
  client: '+OK\r\n',
  info: '$11\r\nloading:0\r\n\r\n',
};

describe('a Redis that is away', () => {
  const opened: { close?(): Promise<void>; stop?(): Promise<void> }[] = [];
  afterEach(async () => {
    for (const one of opened.splice(0)) await (one.close?.() ?? one.stop?.());
  });
  const fake = (answer: (command: string) => string | undefined) => {
    const server = new FakeRedis(answer);
    opened.unshift(server);
    return server;
  };
  const cacheAt = (port: number, onError?: (error: OperationalError) => void) => {
    const cache = new RedisCache({ url: `redis://user:hunter2@127.0.0.1:${port}`, timeoutMs: 300, onError });
    opened.unshift(cache);
    return cache;
  };
  const failure = async (work: Promise<unknown>) => {
    const start = performance.now();
    const error = await work.then(
      () => undefined,
      (reason: unknown) => reason,
    );
    return { error, ms: performance.now() - start };
  };

  it('makes every method fail, soon and without its password', async () => {
    const server = fake(() => undefined);
    const port = await server.listen();
    await server.stop();
    const told: OperationalError[] = [];
    const cache = cacheAt(port, (error) => told.push(error));
    for (const step of [
      () => cache.take('key', 1, 60),
      () => cache.restore('key'),
      () => cache.get('key'),
      () => cache.set('key', 1, 60),
      () => cache.add('key', 1, 60),
      () => cache.increment('key', 60),
      () => cache.delete('key'),
      () => cache.clear(),
    ]) {
      const { error, ms } = await failure(step());
      expect(error).toBeInstanceOf(OperationalError);
      expect(String(error)).not.toContain('hunter2');
      expect(ms).toBeLessThan(1000);
    }
    expect(told[0]).toBeInstanceOf(OperationalError);
  });

  it('that takes connections and says nothing makes nobody wait longer than its time', async () => {
    const port = await fake(() => undefined).listen();
    const cache = cacheAt(port);
    const { error, ms } = await failure(cache.take('key', 1, 60));
    expect(error).toBeInstanceOf(OperationalError);
    expect(ms).toBeLessThan(1500);
    const later = await failure(cache.take('key', 1, 60));
    expect(later.error).toBeInstanceOf(OperationalError);
    expect(later.ms).toBeLessThan(1000);
  });

  it('that stops answering is not asked the same again', async () => {
    const server = fake((command) => HANDSHAKE[command]);
    const cache = cacheAt(await server.listen());
    const { error, ms } = await failure(cache.take('key', 1, 60));
    expect(error).toBeInstanceOf(OperationalError);
    expect(ms).toBeLessThan(1500);
    expect(server.commands.filter((command) => command === 'evalsha')).toHaveLength(1);
  });

  it('is used again when it is back', async () => {
    const answer = (command: string) => HANDSHAKE[command] ?? (command === 'get' ? '$1\r\n7\r\n' : '+OK\r\n');
    const server = fake(answer);
    const port = await server.listen();
    const cache = cacheAt(port);
    expect(await cache.get('key')).toBe(7);
    await server.stop();
    await expect(cache.get('key')).rejects.toThrow(OperationalError);
    await fake(answer).listen(port);
    await expect.poll(() => cache.get('key').catch(() => undefined), { timeout: 10_000 }).toBe(7);
  });

  it('is not asked again for a second after it refused', async () => {
    let ms = 0;
    const server = fake((command) => HANDSHAKE[command] ?? '*2\r\n:0\r\n$1\r\n0\r\n');
    const cache = new RedisCache({ url: `redis://127.0.0.1:${await server.listen()}`, now: () => new Date(ms) });
    opened.unshift(cache);
    const asked = () => server.commands.filter((command) => command === 'evalsha').length;
    expect((await cache.take('key', 1, 60)).waitSeconds).toBe(60);
    ms = 999;
    expect([(await cache.take('key', 1, 60)).waitSeconds, asked()]).toEqual([59.001, 1]);
    ms = 1000;
    expect([(await cache.take('key', 1, 60)).waitSeconds, asked()]).toEqual([59, 2]);
  });

  it('that lost its scripts is told them again', async () => {
    const server = fake(
      (command) =>
        HANDSHAKE[command] ??
        { evalsha: '-NOSCRIPT No matching script.\r\n', eval: '*2\r\n:1\r\n$1\r\n1\r\n' }[command] ??
        '+OK\r\n',
    );
    const cache = cacheAt(await server.listen());
    expect(await cache.take('key', 3, 60)).toEqual({ allowed: true, waitSeconds: 0, remaining: 2 });
    expect(server.commands.slice(-2)).toEqual(['evalsha', 'eval']);
  });

  it('is not reached any more once the cache is closed', async () => {
    const server = fake((command) => HANDSHAKE[command] ?? '+OK\r\n');
    const cache = cacheAt(await server.listen());
    await cache.set('key', 1, 60);
    await cache.close();
    await expect(cache.get('key')).rejects.toThrow('The cache has been closed.');
    await cache.close();
  });
});

it.each(['', 'localhost:6379', 'http://127.0.0.1', 'redis:', 'postgres://user:hunter2@host'])(
  'refuses the URL %j',
  (url) => {
    expect(() => new RedisCache({ url })).toThrow(ImproperlyConfigured);
    expect(() => new RedisCache({ url })).not.toThrow(/hunter2/);
  },
);

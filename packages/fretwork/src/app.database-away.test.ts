/** A PostgreSQL server that goes away and comes back: 503 meanwhile, and nobody has to restart anything. */
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApp } from './app.ts';
import { openDatabase } from './databases/open-database.ts';
import { createTables } from './migrations/create-tables.ts';
import { defineModels } from './models/define-models.ts';
import { f } from './models/field.ts';
import { path, urlpatterns } from './routers/path.ts';
import { DefaultRouter } from './routers/routers.ts';
import { modelSerializer } from './serializers/model-serializer.ts';
import { defineSettings } from './settings/settings.ts';
import { APIClient } from './testing/api-client.ts';
import { postgres, type TestDatabase } from './testing/databases.ts';
import { ModelViewSet } from './views/viewsets.ts';

const models = defineModels({ Thing: { name: f.char({ maxLength: 20 }) } });
const { Thing } = models;
const ThingSerializer = modelSerializer(Thing, { fields: ['id', 'name'] });
class ThingViewSet extends ModelViewSet {
  override queryset = Thing.objects;
  override serializerClass = ThingSerializer;
}

/** A network between app and database that can be cut. */
class Network {
  readonly #target: { readonly host: string; readonly port: number };
  readonly #sockets = new Set<Socket>();
  #server: Server | undefined;
  port = 0;

  constructor(target: URL) {
    this.#target = { host: target.hostname, port: Number(target.port) };
  }

  async connect(): Promise<void> {
    const server = createServer((near) => {
      const far = connect(this.#target);
      for (const socket of [near, far]) {
        this.#sockets.add(socket);
        socket.on('error', () => socket.destroy());
        socket.on('close', () => this.#sockets.delete(socket));
      }
      near.pipe(far).pipe(near);
    });
    await new Promise<void>((resolve) => server.listen(this.port, '127.0.0.1', resolve));
    this.port = (server.address() as AddressInfo).port;
    this.#server = server;
  }

  async cut(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#server?.close(resolve));
  }
}

// PGlite has no server that could go away.
describe.runIf(await canReachServer())('an app whose PostgreSQL goes away', () => {
  let opened: TestDatabase;
  let network: Network;
  let client: APIClient;
  let close: () => Promise<void>;

  beforeAll(async () => {
    opened = await postgres.create();
    await createTables(opened.database, models);
    const url = new URL(opened.url);
    network = new Network(url);
    await network.connect();
    url.port = String(network.port);
    const app = createApp({
      settings: defineSettings({ secretKey: 'a secret key of a test, long enough' }),
      models,
      urls: urlpatterns(path('', new DefaultRouter({ things: ThingViewSet }))),
      databases: { default: openDatabase({ url: url.href, connectTimeoutMs: 2000 }) },
      logger: { error: () => undefined, warn: () => undefined, info: () => undefined },
    });
    client = new APIClient(app);
    close = () => app.close();
  });
  afterAll(async () => {
    await close();
    await network.cut();
    await opened.drop();
  });

  it('answers 503, says when to come back, and recovers by itself', async () => {
    expect((await client.post('/things/', { name: 'before' })).status).toBe(201);
    await network.cut();
    const away = await Promise.all([
      client.get('/things/'),
      client.post('/things/', { name: 'lost' }),
      client.get('/things/1/'),
    ]);
    expect(away.map(({ status }) => status)).toEqual([503, 503, 503]);
    expect(away[0]?.headers.get('retry-after')).toBe('1');
    expect(away[1]?.data).toEqual({ detail: 'Service temporarily unavailable, try again later.' });
    await network.connect();
    const back = await client.get('/things/');
    expect({ status: back.status, data: back.data }).toEqual({ status: 200, data: [{ id: 1, name: 'before' }] });
  });
});

async function canReachServer(): Promise<boolean> {
  const { url, drop } = await postgres.create();
  await drop();
  return url.startsWith('postgres');
}

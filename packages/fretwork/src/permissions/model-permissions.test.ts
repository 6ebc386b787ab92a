/** ModelPermissions and its kin: DRF's answers, through views of an app. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createUser } from '../accounts/create-user.ts';
import { accountModels } from '../accounts/models.ts';
import { md5Hasher } from '../accounts/password-hashers.ts';
import { Passwords } from '../accounts/passwords.ts';
import { createApp } from '../app.ts';
import { BasicAuthentication } from '../authentication/basic-authentication.ts';
import { Response } from '../http/response.ts';
import type { RequestUser } from '../http/user.ts';
import { createTables } from '../migrations/create-tables.ts';
import { defineModels } from '../models/define-models.ts';
import { f } from '../models/field.ts';
import { path, urlpatterns } from '../routers/path.ts';
import { DefaultRouter, route } from '../routers/routers.ts';
import { modelSerializer } from '../serializers/model-serializer.ts';
import { defineSettings } from '../settings/settings.ts';
import { APIClient } from '../testing/api-client.ts';
import { assertNumQueries } from '../testing/assert-num-queries.ts';
import { sqliteFile, type TestDatabase } from '../testing/databases.ts';
import { APIView } from '../views/api-view.ts';
import { ModelViewSet } from '../views/viewsets.ts';
import { modelBackend, type PermissionBackend } from './has-permission.ts';
import {
  ModelPermissions,
  ModelPermissionsOrAnonReadOnly,
  ObjectPermissions,
  type PermsMap,
} from './model-permissions.ts';
import { groupModels } from './models.ts';
import { syncPermissions } from './sync-permissions.ts';

const models = defineModels({ ...accountModels, ...groupModels, Book: { title: f.char({ maxLength: 200 }) } });
const { Book, Permission, User } = models;
const BookSerializer = modelSerializer(Book, { fields: ['id', 'title'] });

class Books extends ModelViewSet {
  override queryset = Book.objects;
  override serializerClass = BookSerializer;
}
class OpenBooks extends Books {
  override permissionClasses = [ModelPermissionsOrAnonReadOnly];
}
class ViewersOnly extends ModelPermissions {
  override readonly permsMap: PermsMap = { GET: ['view_{model}'], POST: ['add_{model}', 'view_{model}'] };
}
class ViewedBooks extends Books {
  override permissionClasses = [ViewersOnly];
}
class OwnObjects extends ObjectPermissions {
  override readonly permsMap: PermsMap = {
    GET: ['view_{model}'],
    PUT: ['change_{model}'],
    PATCH: ['change_{model}'],
    DELETE: ['delete_{model}'],
  };
}
class ObjectBooks extends Books {
  override permissionClasses = [OwnObjects];
}
class PlainObjectBooks extends Books {
  override permissionClasses = [ObjectPermissions];
}
/** Says nothing of a model. */
class Bare extends APIView {
  override get() {
    return new Response({});
  }
}
class LeftAlone extends Bare {
  readonly ignoreModelPermissions = true;
}
/** A QuerySet of its own is enough of a model. */
class Counted extends Bare {
  readonly queryset = Book.objects;
  override post() {
    return new Response({});
  }
}

/** Grants by title: `view change` in a title lets everybody with the model's permission view and change the book. */
const byTitle: PermissionBackend = {
  hasPermission: ({ permission, object }) =>
    object instanceof Book && object.title.split(' ').some((action) => permission === `${action}_book`),
};

const settings = defineSettings({
  secretKey: 'x'.repeat(20),
  defaultPermissionClasses: [ModelPermissions],
  defaultAuthenticationClasses: [BasicAuthentication],
  permissionBackends: [modelBackend, byTitle],
});
const urls = urlpatterns(
  path(
    'books/',
    new DefaultRouter({
      plain: Books,
      open: route(OpenBooks, { basename: 'open' }),
      viewed: route(ViewedBooks, { basename: 'viewed' }),
      objects: route(ObjectBooks, { basename: 'objects' }),
      safe: route(PlainObjectBooks, { basename: 'safe' }),
    }),
  ),
  path('bare/', Bare),
  path('alone/', LeftAlone),
  path('counted/', Counted),
);

let opened: TestDatabase;
let app: ReturnType<typeof createApp>;
const users = new Map<string, RequestUser>();
const BOOKS: Readonly<Record<string, number>> = {};

beforeAll(async () => {
  opened = await sqliteFile.create();
  await createTables(opened.database, models);
  const logger = { error() {}, warn() {}, info() {} };
  app = createApp({ settings, models, urls, databases: { default: opened.database }, logger });
  await syncPermissions(models);
  const passwords = new Passwords({ hashers: [md5Hasher()] });
  for (const [username, actions] of Object.entries({
    reader: [],
    viewer: ['view'],
    writer: ['add', 'change', 'delete', 'view'],
  })) {
    const user = await createUser(User, { username }, { passwords });
    const granted = await Permission.objects.filter({ codename: { in: actions.map((action) => `${action}_book`) } });
    await user.related('userPermissions').add(...granted);
    users.set(username, user as unknown as RequestUser);
  }
  const root = await createUser(User, { username: 'root', isSuperuser: true }, { passwords });
  users.set('root', root as unknown as RequestUser);
  for (const title of ['x', 'view', 'view change']) {
    Object.assign(BOOKS, { [title]: (await Book.objects.create({ title })).id });
  }
});
afterAll(() => opened.drop());

async function send(method: string, address: string, name?: string) {
  const client = new APIClient(app);
  const user = name === undefined ? undefined : users.get(name);
  if (user) client.forceAuthenticate(user);
  const data = ['POST', 'PUT', 'PATCH'].includes(method) ? { title: 'new' } : undefined;
  return client.request(method, address, data);
}

describe('ModelPermissions', () => {
  it.each<[string, string, string | undefined, number]>([
    ['GET', 'plain/', undefined, 401],
    ['POST', 'plain/', undefined, 401],
    ['GET', 'plain/', 'reader', 200],
    ['HEAD', 'plain/', 'reader', 200],
    ['OPTIONS', 'plain/', 'reader', 200],
    ['POST', 'plain/', 'reader', 403],
    ['POST', 'plain/', 'viewer', 403],
    ['POST', 'plain/', 'writer', 201],
    ['POST', 'plain/', 'root', 201],
    ['PUT', 'plain/1/', 'viewer', 403],
    ['PATCH', 'plain/999/', 'viewer', 403],
    ['PATCH', 'plain/999/', 'writer', 404],
    ['DELETE', 'plain/999/', 'reader', 403],
    ['PURGE', 'plain/', 'writer', 405],
    ['GET', 'open/', undefined, 200],
    ['POST', 'open/', undefined, 401],
    ['POST', 'open/', 'reader', 403],
    ['GET', 'viewed/', 'reader', 403],
    ['GET', 'viewed/', 'viewer', 200],
    ['POST', 'viewed/', 'viewer', 403],
    ['POST', 'viewed/', 'writer', 201],
    ['OPTIONS', 'viewed/', 'writer', 405],
    ['PUT', 'viewed/1/', 'root', 405],
    ['GET', '', 'reader', 200],
  ])('%s %s by %s is %i', async (method, address, user, status) => {
    const answer = await send(method, `/books/${address}`, user);
    expect(answer.status).toBe(status);
    const detail: Readonly<Record<number, string>> = {
      401: 'Authentication credentials were not provided.',
      403: 'You do not have permission to perform this action.',
      405: `Method "${method}" not allowed.`,
    };
    if (status in detail) expect(answer.data).toEqual({ detail: detail[status] });
  });

  it.each<[string, string, number]>([
    ['GET', '/counted/', 200],
    ['POST', '/counted/', 403],
    ['GET', '/alone/', 200],
    ['GET', '/bare/', 500],
  ])('of a view without getQueryset: %s %s is %i', async (method, address, status) => {
    expect((await send(method, address, 'reader')).status).toBe(status);
  });

  it('asks the database only where something has to be granted', async () => {
    await assertNumQueries(0, () => send('GET', '/counted/', 'writer'));
    await assertNumQueries(0, () => send('DELETE', '/counted/', 'root'));
    await assertNumQueries(1, () => send('DELETE', '/counted/', 'reader'));
    await assertNumQueries(2, () => send('PUT', '/books/plain/999/', 'writer'));
  });
});

describe('ObjectPermissions', () => {
  it.each<[string, string, string, string, number]>([
    ['GET', 'objects', 'x', 'writer', 404], // may not be seen
    ['GET', 'objects', 'view', 'writer', 200],
    ['GET', 'objects', 'view', 'viewer', 200],
    ['GET', 'objects', 'view', 'reader', 403], // lacks the permission of the model
    ['PATCH', 'objects', 'x', 'writer', 404], // not to be seen, so not to be told about
    ['PATCH', 'objects', 'view', 'writer', 403], // may be seen
    ['DELETE', 'objects', 'view change', 'writer', 403],
    ['PATCH', 'objects', 'view change', 'viewer', 403],
    ['PATCH', 'objects', 'x', 'root', 200],
    ['GET', 'safe', 'x', 'reader', 200], // reading takes nothing here
    ['PATCH', 'safe', 'x', 'writer', 403],
    ['PATCH', 'safe', 'x', 'reader', 403],
  ])('%s %s of "%s" by %s is %i', async (method, list, title, user, status) => {
    const answer = await send(method, `/books/${list}/${BOOKS[title]}/`, user);
    expect(answer.status).toBe(status);
    if (status === 404) expect(answer.data).toEqual({ detail: 'Not found.' });
    await Book.objects.filter({ id: BOOKS[title] }).update({ title });
  });

  it('lets through what a backend grants for the object', async () => {
    const address = `/books/objects/${BOOKS['view change']}/`;
    expect((await send('PATCH', address, 'writer')).data).toEqual({ id: BOOKS['view change'], title: 'new' });
    expect((await send('GET', address, 'writer')).data).toEqual({ detail: 'Not found.' }); // its title grants nothing now
  });
});

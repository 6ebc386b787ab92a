/** The bookshop as its clients see it, on SQLite and on PostgreSQL. */
import { createApp } from 'fretwork';
import { createUser } from 'fretwork/accounts';
import { createTables } from 'fretwork/migrations';
import { APIClient, assertNumQueries, factory, type TestDatabase, testDatabases } from 'fretwork/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Author, Book, models, Order, Publisher, Review, Tag, User } from './models.ts';
import { settings } from './settings.ts';
import { urls } from './urls.ts';

const authorFactory = factory(Author, { name: (n) => `Author ${n}` });
const bookFactory = factory(Book, {
  title: (n) => `Book ${n}`,
  isbn: (n) => String(9_780_000_000_000 + n),
  price: '10.00',
  pages: 100,
  author: authorFactory,
});
const publisherFactory = factory(Publisher, { name: (n) => `Publisher ${n}` });

describe.each(testDatabases)('the bookshop on $name', ({ create }) => {
  let opened: TestDatabase;
  let client: APIClient;
  let app: Parameters<typeof clientOf>[0];
  const clientOf = (of: ConstructorParameters<typeof APIClient>[0]): APIClient => new APIClient(of);

  beforeAll(async () => {
    opened = await create();
    await createTables(opened.database, models);
    app = createApp({ settings, models, urls, databases: { default: opened.database } });
    await createUser(User, { username: 'alice', password: 'wonderland-42' });
    await createUser(User, { username: 'bob', password: 'builder-1234' });
    await createUser(User, { username: 'admin', password: 'sudo-pass-99', isStaff: true });
  });
  afterAll(() => opened.drop());

  beforeEach(async () => {
    for (const model of [Order, Review, Publisher, Book, Author, Tag]) await model.objects.delete();
    client = clientOf(app);
  });

  const logIn = async (username: string, password: string): Promise<{ access: string; refresh: string }> => {
    const { data } = await client.post('/api/token/', { username, password });
    client.credentials({ authorization: `Bearer ${data.access}` });
    return data;
  };
  const asAlice = () => logIn('alice', 'wonderland-42');

  describe('books', () => {
    it('are listed in pages with their authors, in as many queries whatever the size of the page', async () => {
      await bookFactory.createBatch(60);
      const { data, status } = await assertNumQueries(2, () => client.get('/api/books/')); // books with their count, tags
      expect(status).toBe(200);
      expect(data.count).toBe(60);
      expect(data.results).toHaveLength(50);
      expect(data.next).toBe('http://testserver/api/books/?page=2');
      expect(data.results[0]).toMatchObject({
        title: expect.any(String),
        price: '10.00',
        author: { name: expect.any(String) },
      });
      expect(data.results[0]).not.toHaveProperty('authorId');
      const second = await client.get(data.next);
      expect(second.data).toMatchObject({ next: null, previous: 'http://testserver/api/books/' });
      expect(second.data.results).toHaveLength(10);
      expect((await client.get('/api/books/?pageSize=24&page=3')).data.results).toHaveLength(12);
      expect((await client.get('/api/books/?pageSize=101')).data.results).toHaveLength(60); // 100 at most
    });

    it('are found by filter, search and order', async () => {
      const [le, guin] = [
        await authorFactory.create({ name: 'Ursula Le Guin' }),
        await authorFactory.create({ name: 'Ágnes Zola' }),
      ];
      await bookFactory.create({ title: 'The Dispossessed', price: '12.00', author: le, published: '1974-05-01' });
      await bookFactory.create({ title: 'Lathe of Heaven', price: '8.50', author: le, inPrint: false });
      await bookFactory.create({ title: '100% Nana', price: '30.00', author: guin, language: 'fr' });
      const titles = async (query: string): Promise<string[]> =>
        (await client.get(`/api/books/?${query}`)).data.results.map(({ title }: { title: string }) => title);
      expect(await titles('search=le guin&ordering=price')).toEqual(['Lathe of Heaven', 'The Dispossessed']);
      expect(await titles('search=ágnes')).toEqual(['100% Nana']);
      expect(await titles('search=100%25')).toEqual(['100% Nana']);
      expect(await titles('search=_')).toEqual([]);
      expect(await titles('price__lt=12.00')).toEqual(['Lathe of Heaven']);
      expect(await titles('inPrint=false')).toEqual(['Lathe of Heaven']);
      expect(await titles(`author=${guin.id}`)).toEqual(['100% Nana']);
      expect(await titles('published__year=1974')).toEqual(['The Dispossessed']);
      expect(await titles('ordering=-price')).toEqual(['100% Nana', 'The Dispossessed', 'Lathe of Heaven']);
    });

    it('are created with a token and refused without', async () => {
      const author = await authorFactory.create();
      const input = { title: 'Dune', isbn: '9780441013593', price: '9.9', pages: 412, authorId: author.id };
      const anonymous = await client.post('/api/books/', input);
      expect(anonymous.status).toBe(401);
      expect(anonymous.data).toEqual({ detail: 'Authentication credentials were not provided.' });
      await asAlice();
      await Tag.objects.create({ name: 'classic' });
      const { status, data } = await client.post('/api/books/', { ...input, tags: ['classic'] });
      expect({ status, data }).toMatchObject({
        status: 201,
        data: {
          title: 'Dune',
          price: '9.90',
          language: 'en',
          inPrint: true,
          tags: ['classic'],
          author: { id: author.id },
        },
      });
      expect(await Book.objects.get({ id: data.id })).toMatchObject({ title: 'Dune', authorId: author.id });
    });

    it('are replaced, changed and deleted', async () => {
      await asAlice();
      const book = await bookFactory.create({ title: 'Old' });
      const path = `/api/books/${book.id}/`;
      const input = { title: 'New', isbn: '9780000000019', price: '1.00', pages: 5, authorId: book.authorId };
      expect((await client.put(path, input)).data).toMatchObject({ title: 'New', price: '1.00' });
      expect((await client.patch(path, { price: '2.50' })).data).toMatchObject({ title: 'New', price: '2.50' });
      expect((await client.patch(path, { price: 'cheap' })).data).toEqual({ price: ['A valid number is required.'] });
      expect((await client.delete(path)).status).toBe(204);
      expect((await client.get(path)).status).toBe(404);
    });

    it('tell every mistake beside its field', async () => {
      await asAlice();
      const { status, data } = await client.post('/api/books/', {
        title: '',
        price: '-1',
        pages: 0,
        isbn: '12',
        language: 'xx',
        authorId: 4711,
      });
      expect(status).toBe(400);
      expect(data).toEqual({
        title: ['This field may not be blank.'],
        isbn: ['An ISBN has thirteen digits.'],
        price: ['Ensure this value is greater than or equal to 0.00.'],
        pages: ['Ensure this value is greater than or equal to 1.'],
        language: ['"xx" is not a valid choice.'],
        authorId: ['Invalid pk "4711" - object does not exist.'],
      });
    });

    it('have a rating', async () => {
      const book = await bookFactory.create();
      const user = await User.objects.get({ username: 'bob' });
      await Review.objects.create({ book, user, stars: 4 });
      expect((await client.get(`/api/books/${book.id}/rating/`)).data).toEqual({ reviews: 1, stars: 4 });
    });
  });

  it('nests publishers, their books and the books’ authors in a constant number of queries', async () => {
    for (const publisher of await publisherFactory.createBatch(5)) {
      await publisher.related('books').set(await bookFactory.createBatch(4));
    }
    // publishers and how many there are; books with their authors joined
    const { data } = await assertNumQueries(2, () => client.get('/api/publishers/'));
    expect(data.results).toHaveLength(5);
    expect(data.results[0].books[3]).toMatchObject({ title: expect.any(String), author: { name: expect.any(String) } });
  });

  describe('reviews', () => {
    it('belong to whoever writes them', async () => {
      await asAlice();
      const book = await bookFactory.create();
      const { status, data } = await client.post('/api/reviews/', { book: book.id, stars: 5 });
      expect({ status, data }).toMatchObject({ status: 201, data: { username: 'alice', stars: 5, text: '' } });
      expect((await client.post('/api/reviews/', { book: book.id, stars: 1 })).status).toBe(400);
      expect((await client.patch(`/api/reviews/${data.id}/`, { stars: 4 })).status).toBe(200);
      await logIn('bob', 'builder-1234');
      expect((await client.patch(`/api/reviews/${data.id}/`, { stars: 1 })).status).toBe(403);
      expect((await client.delete(`/api/reviews/${data.id}/`)).status).toBe(403);
      const ofBook = async (name: string): Promise<number> =>
        (await client.get(`/api/reviews/?book=${book.id}&user__username=${name}`)).data.count;
      expect((await client.get(`/api/reviews/?book=${book.id}`)).data.results).toMatchObject([{ stars: 4 }]);
      expect([await ofBook('alice'), await ofBook('bob')]).toEqual([1, 0]);
    });
  });

  describe('orders', () => {
    it('take the price of the day and the copies from the stock', async () => {
      await asAlice();
      const [first, second] = await bookFactory.createBatch(2, { stock: 3 });
      const { status, data } = await client.post('/api/orders/', {
        lines: [
          { book: first?.id, quantity: 2 },
          { book: second?.id, quantity: 1 },
        ],
      });
      expect({ status, data }).toMatchObject({
        status: 201,
        data: { status: 'placed', lines: [{ title: first?.title, quantity: 2, unitPrice: '10.00' }, { quantity: 1 }] },
      });
      expect(await Book.objects.orderBy('id').valuesList('stock', { flat: true })).toEqual([1, 2]);
    });

    it('are all or nothing', async () => {
      await asAlice();
      const [first, second] = await bookFactory.createBatch(2, { stock: 1 });
      const { status } = await client.post('/api/orders/', {
        lines: [
          { book: first?.id, quantity: 1 },
          { book: second?.id, quantity: 2 },
        ],
      });
      expect(status).toBe(400);
      expect(await Order.objects.count()).toBe(0);
      expect(await Book.objects.valuesList('stock', { flat: true })).toEqual([1, 1]);
    });

    it('never sell the last copy twice', async () => {
      await asAlice();
      const book = await bookFactory.create({ stock: 3 });
      const answers = await Promise.all(
        Array.from({ length: 20 }, () => client.post('/api/orders/', { lines: [{ book: book.id, quantity: 1 }] })),
      );
      expect(answers.filter(({ status }) => status === 201)).toHaveLength(3);
      expect(answers.filter(({ status }) => status === 400)).toHaveLength(17);
      expect((await Book.objects.get({ id: book.id })).stock).toBe(0);
    });

    it('are seen by their customer alone', async () => {
      await asAlice();
      const book = await bookFactory.create({ stock: 1 });
      const { data } = await client.post('/api/orders/', { lines: [{ book: book.id, quantity: 1 }] });
      await logIn('bob', 'builder-1234');
      expect((await client.get('/api/orders/')).data.count).toBe(0);
      expect((await client.get(`/api/orders/${data.id}/`)).status).toBe(404);
      expect((await clientOf(app).get('/api/orders/')).status).toBe(401);
    });
  });

  it('lets only the staff make tags', async () => {
    await asAlice();
    expect((await client.post('/api/tags/', { name: 'new' })).status).toBe(403);
    await logIn('admin', 'sudo-pass-99');
    expect((await client.post('/api/tags/', { name: 'new' })).status).toBe(201);
    expect((await clientOf(app).get('/api/tags/new/')).data).toMatchObject({ name: 'new' });
  });

  describe('tokens', () => {
    it('are obtained, used, rotated and blacklisted', async () => {
      const first = await asAlice();
      expect((await client.get('/api/me/')).data).toMatchObject({ username: 'alice' });
      const second = (await client.post('/api/token/refresh/', { refresh: first.refresh })).data;
      expect(second.refresh).not.toBe(first.refresh);
      // Whoever sends the old one may be a thief: the whole login ends.
      expect((await client.post('/api/token/refresh/', { refresh: first.refresh })).status).toBe(401);
      expect((await client.post('/api/token/refresh/', { refresh: second.refresh })).status).toBe(401);
      const third = await asAlice();
      expect((await client.post('/api/token/blacklist/', { refresh: third.refresh })).status).toBe(200);
      expect((await client.post('/api/token/refresh/', { refresh: third.refresh })).status).toBe(401);
    });

    it('are refused when they were tampered with', async () => {
      const { access } = await asAlice();
      const [header, payload, signature] = access.split('.') as [string, string, string];
      const forged = JSON.parse(Buffer.from(payload, 'base64url').toString());
      const claims = Buffer.from(JSON.stringify({ ...forged, user_id: '3' })).toString('base64url');
      const none = Buffer.from(JSON.stringify({ alg: 'none', typ: 'JWT' })).toString('base64url');
      for (const token of [
        `${header}.${claims}.${signature}`,
        `${none}.${claims}.`,
        `${access}x`,
        `${header}.${payload}`,
      ]) {
        client.credentials({ authorization: `Bearer ${token}` });
        const { status, data } = await client.get('/api/me/');
        expect({ status, code: data.code }).toEqual({ status: 401, code: 'token_not_valid' });
      }
    });

    it('are not given for a wrong password or an unknown user, in the same words', async () => {
      const wrong = await client.post('/api/token/', { username: 'alice', password: 'nope' });
      const unknown = await client.post('/api/token/', { username: 'mallory', password: 'nope' });
      expect(wrong.status).toBe(401);
      expect(unknown.data).toEqual(wrong.data);
    });
  });

  describe('accounts', () => {
    it('begin with a code from the mailbox, and end everywhere', async () => {
      const anna = { email: 'anna@example.com', password: 'correct horse battery' };
      const { data, status } = await client.post('/api/accounts/register/', anna);
      expect(status).toBe(202);
      const [mail] = (await client.get('/mailbox/?to=anna@example.com')).data;
      const [code] = mail.text.match(/\b\d{6}\b/);
      const verified = await client.post('/api/accounts/verify/', { flow: data.flow, code });
      expect(verified.status).toBe(200);
      client.credentials({ authorization: `Bearer ${verified.data.access}` });
      expect((await client.get('/api/accounts/me/')).data).toMatchObject({
        email: anna.email,
        username: expect.stringMatching(/^reader-[0-9a-f]{8}$/),
      });
      expect((await client.post('/api/reviews/', { book: 0, stars: 5 })).status).toBe(400); // logged in, but no such book
      expect((await client.post('/api/accounts/logout-all/')).status).toBe(204);
      const { refresh } = verified.data;
      expect((await client.post('/api/accounts/refresh/', { refresh })).status).toBe(401);
    });

    it('made by the sample are found by their address', async () => {
      await createUser(User, { username: 'carol', email: 'Carol@example.com', password: 'looking-glass-7' });
      const login = { email: 'carol@EXAMPLE.com', password: 'looking-glass-7' };
      expect((await client.post('/api/accounts/login/', login)).status).toBe(200);
    });
  });

  describe('bad input', () => {
    it.each([
      ['unknown id', '/api/books/999999/', 404],
      ['id that is no number', '/api/books/abc/', 404],
      ['id beyond 64 bits', '/api/books/99999999999999999999999999/', 404],
      ['SQL in an id', "/api/books/1'%20OR%201=1--/", 404],
      ['null byte in an id', '/api/books/%00/', 404],
      ['unknown page', '/api/books/?page=99', 404],
      ['page that is no number', '/api/books/?page=one', 404],
      ['null byte in a search', '/api/books/?search=%00', 400],
      ['invalid UTF-8 in a search', '/api/books/?search=%ff', 200],
      ['SQL in a search', "/api/books/?search=';DROP TABLE book;--", 200],
      ['unknown filter', '/api/books/?colour=red', 200],
      ['unknown ordering', '/api/books/?ordering=password', 200],
      ['filter of the wrong type', '/api/books/?price__lt=cheap', 400],
      ['filter beyond 64 bits', '/api/books/?author=99999999999999999999999999', 400],
      ['prototype key in the query', '/api/books/?__proto__=1&constructor=2', 200],
      ['path that is no UTF-8', '/api/books/%E0%A4%A/', 404],
    ])('answers %s: %s with %i', async (_what, path, expected) => {
      await bookFactory.create();
      const { status, data } = await client.get(path);
      expect({ status, body: typeof data }).toEqual({ status: expected, body: 'object' });
      expect(await Book.objects.count()).toBe(1);
    });

    it.each([
      ['malformed JSON', '{"title": '],
      ['a list', '[]'],
      ['a string', '"book"'],
      ['null', 'null'],
      ['null bytes', '{"title":"a\\u0000b"}'],
      ['a lone surrogate', '{"title":"\\ud800"}'],
      ['a huge number', '{"title":"x","pages":1e400,"authorId":123456789012345678901234567890}'],
      ['deep nesting', '['.repeat(50_000)],
      ['prototype keys', '{"__proto__":{"isStaff":true},"constructor":1}'],
    ])('answers %s with 400 and writes nothing', async (_what, body) => {
      await asAlice();
      const { status, data } = await client.post('/api/books/', body);
      expect({ status, body: typeof data }).toEqual({ status: 400, body: 'object' });
      expect(await Book.objects.count()).toBe(0);
    });

    it('answers invalid UTF-8 with 400, and a body that is too long with 413', async () => {
      await asAlice();
      const options = { headers: { 'content-type': 'application/json' } };
      expect((await client.post('/api/books/', new Uint8Array([0x7b, 0xff, 0xfe, 0x7d]), options)).status).toBe(400);
      expect((await client.post('/api/books/', `"${'x'.repeat(3_000_000)}"`)).status).toBe(413);
    });
  });
});

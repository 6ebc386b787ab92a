/** Resources and sessions in memory, which answer when a test lets them. */
import type { Session, SessionState } from '@fretwork/client';
import type { AuthClient } from '../src/auth-context.ts';

/** An item. */
export interface Book {
  readonly id: number;
  readonly title: string;
}

/** What can be asked for. */
export interface BookQuery {
  readonly page?: number;
  readonly search?: string;
}

/** A page of items. */
export interface BookPage {
  readonly count: number;
  readonly next: string | null;
  readonly previous: string | null;
  readonly results: readonly Book[];
}

/** A resource with two items a page. */
export class Shelf {
  readonly path: string = 'books';
  /** What was answered, or refused, in order: `list {"page":2}`. */
  readonly answered: string[] = [];
  readonly aborted: string[] = [];
  books: readonly Book[] = ['Ada', 'Bea', 'Cis', 'Dot', 'Eve'].map((title, index) => ({ id: index + 1, title }));
  /** What calls reject with. */
  failure: Error | null = null;
  #gate: Promise<void> = Promise.resolve();
  readonly #pageSize = 2;

  /** Holds all answers back until the returned function is called. */
  hold(): () => void {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#gate = promise;
    return resolve;
  }

  list(query: BookQuery = {}, options: { readonly signal?: AbortSignal } = {}): Promise<BookPage> {
    return this.#answer(`list ${JSON.stringify(query)}`, options, () => {
      const { page = 1, search = '' } = query;
      const found = this.books.filter(({ title }) => title.includes(search));
      const last = Number(page) * this.#pageSize;
      return {
        count: found.length,
        next: last < found.length ? `http://shelf/api/books/?page=${Number(page) + 1}` : null,
        previous: null,
        results: found.slice(last - this.#pageSize, last),
      };
    });
  }

  retrieve(id: number, options: { readonly signal?: AbortSignal } = {}): Promise<Book> {
    return this.#answer(`retrieve ${id}`, options, () => this.#find(id));
  }

  create(input: Pick<Book, 'title'>): Promise<Book> {
    return this.#answer(`create ${JSON.stringify(input)}`, {}, () => {
      const book = { id: 100 + this.books.length, ...input };
      this.books = [book, ...this.books];
      return book;
    });
  }

  update(id: number, input: Pick<Book, 'title'>): Promise<Book> {
    return this.#answer(`update ${id} ${JSON.stringify(input)}`, {}, () => this.#change(id, input));
  }

  partialUpdate(id: number, input: Partial<Pick<Book, 'title'>>): Promise<Book> {
    return this.#answer(`partialUpdate ${id} ${JSON.stringify(input)}`, {}, () => this.#change(id, input));
  }

  destroy(id: number): Promise<void> {
    return this.#answer(`destroy ${id}`, {}, () => {
      this.books = this.books.filter((book) => book.id !== id);
    });
  }

  #change(id: number, input: Partial<Book>): Book {
    this.books = this.books.map((book) => (book.id === id ? { ...book, ...input } : book));
    return this.#find(id);
  }

  #find(id: number): Book {
    const book = this.books.find((one) => one.id === id);
    if (book === undefined) throw new Error('not found');
    return book;
  }

  async #answer<T>(call: string, { signal }: { readonly signal?: AbortSignal }, answer: () => T): Promise<T> {
    // Both belong to the moment of the call, as a request's do.
    const { failure } = this;
    const gate = this.#gate;
    await Promise.race([gate, aborted(signal)]);
    if (signal?.aborted) this.aborted.push(call);
    signal?.throwIfAborted();
    this.answered.push(call);
    if (failure !== null) throw failure;
    return answer();
  }
}

const aborted = (signal: AbortSignal | undefined): Promise<void> =>
  new Promise((resolve) => signal?.addEventListener('abort', () => resolve()));

/** A client whose session is what a test says. */
export class FakeClient implements AuthClient {
  readonly session: FakeSession = new FakeSession();
  readonly calls: unknown[][] = [];
  readonly login = (credentials: { readonly email: string; readonly password: string }) =>
    this.#note('login', credentials);
  readonly logout = () => this.#note('logout');
  readonly accounts = {
    register: (input: { readonly email: string }) => this.#note('register', input),
    verify: (input: { readonly flow: string; readonly code: string }) => this.#note('verify', input),
    resend: (input: { readonly flow: string }) => this.#note('resend', input),
    logoutAll: () => this.#note('logoutAll'),
    sessions: async () => this.logins,
    endSession: (id: string) => this.#note('endSession', id),
  };
  logins = [loginOf('a', true), loginOf('b', false)];

  async #note(...call: readonly unknown[]): Promise<void> {
    this.calls.push([...call]);
  }
}

const loginOf = (id: string, isCurrent: boolean) => ({
  ...{ id, isCurrent, device: 'Firefox', address: '192.0.2.1', lastUsedAt: null },
  ...{ createdAt: '2026-01-01T00:00:00Z', expiresAt: '2026-02-01T00:00:00Z' },
});

/** A user. */
export interface FakeUser {
  readonly id: number;
  readonly email: string;
}

/** A session that a test drives. */
export class FakeSession implements Session<FakeUser> {
  state: SessionState<FakeUser> = { status: 'unknown' };
  started = 0;
  readonly #listeners = new Set<() => void>();

  get listeners(): number {
    return this.#listeners.size;
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async start(): Promise<SessionState<FakeUser>> {
    this.started += 1;
    return this.state;
  }

  enter(state: SessionState<FakeUser>): void {
    this.state = state;
    for (const listener of this.#listeners) listener();
  }

  signIn(id: number): void {
    this.enter({ status: 'signedIn', user: { id, email: `${id}@example.com` } });
  }

  signOut(): void {
    this.enter({ status: 'signedOut', reason: 'signedOut' });
  }
}

/** A server for tests: accounts with rotating refresh tokens, in a cookie or in the body, and one view behind them. */

/** A request as the server saw it. */
export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly authorization: string | null;
  readonly body: unknown;
}

interface Login {
  readonly user: string;
  refresh: string;
  isOver: boolean;
}

/** What the server answers instead of its own answer. */
export type Override = (request: SeenRequest) => Response | undefined | Promise<Response | undefined>;

const encode = (value: object): string => btoa(JSON.stringify(value)).replaceAll('+', '-').replaceAll('/', '_');

/** As strict as the real one without grace: a refresh token that comes back ends its login. */
export class FakeServer {
  readonly requests: SeenRequest[] = [];
  /** The cookie jar of the browser that talks to this server. */
  cookie: string | undefined;
  lifetimeSeconds = 300;
  latencyMilliseconds = 10;
  /** How far the server's clock is ahead of the client's. */
  aheadMilliseconds = 0;
  override: Override | undefined;
  isDown = false;
  readonly #logins: Login[] = [];
  readonly #accessTokens = new Map<string, { readonly login: Login; readonly expiresAt: number }>();
  #count = 0;

  /** How often a path was asked for. */
  count(path: string): number {
    return this.requests.filter((request) => request.path.endsWith(path)).length;
  }

  /** Makes every access token that was handed out a bad one. */
  spoilTokens(): void {
    this.#accessTokens.clear();
  }

  /** Ends every login. */
  endLogins(): void {
    for (const login of this.#logins) login.isOver = true;
  }

  /** Whether a refresh token is still good. */
  isGood(refresh: string | undefined): boolean {
    return this.#logins.some((login) => !login.isOver && login.refresh === refresh);
  }

  readonly fetch: typeof fetch = async (input, init = {}) => {
    const url = new URL(String(input));
    const text = typeof init.body === 'string' ? init.body : undefined;
    const request: SeenRequest = {
      method: init.method ?? 'GET',
      path: url.pathname,
      query: url.search,
      authorization: new Headers(init.headers).get('authorization'),
      body: text === undefined ? init.body : JSON.parse(text),
    };
    this.requests.push(request);
    if (this.isDown) throw new TypeError('fetch failed');
    const response = (await this.override?.(request)) ?? this.#answer(request, init.credentials === 'include');
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(resolve, this.latencyMilliseconds);
      init.signal?.addEventListener('abort', () => {
        clearTimeout(timer);
        reject(init.signal?.reason);
      });
    });
    response.headers.set('date', new Date(this.#now()).toUTCString());
    return response;
  };

  #answer(request: SeenRequest, hasCookies: boolean): Response {
    const { path, body, authorization } = request;
    const cookie = hasCookies ? this.cookie : undefined;
    const { refresh = cookie, ...input } = (body ?? {}) as Record<string, string | undefined>;
    if (path === '/api/accounts/login/') return this.#logIn(input);
    if (path === '/api/accounts/refresh/') return this.#refresh(refresh, refresh === cookie);
    if (path === '/api/accounts/logout/') return this.#logOut(refresh);
    const access = this.#accessTokens.get(authorization?.replace('Bearer ', '') ?? '');
    if (authorization !== null && (!access || access.login.isOver || access.expiresAt <= this.#now())) return refusal();
    if (path === '/api/accounts/me/') return access ? Response.json({ id: 1, username: access.login.user }) : refusal();
    return Response.json({ path, user: access?.login.user ?? null });
  }

  #logIn({ username = '', password, transport }: Record<string, string | undefined>): Response {
    if (password !== 'right') return refusal();
    const login: Login = { user: username, refresh: '', isOver: false };
    this.#logins.push(login);
    return this.#issue(login, transport === 'cookie');
  }

  #refresh(refresh: string | undefined, isCookie: boolean): Response {
    if (refresh === undefined) return Response.json({ refresh: ['This field is required.'] }, { status: 400 });
    const login = this.#logins.find((one) => refresh.startsWith(`refresh-${this.#logins.indexOf(one)}-`));
    if (login?.isOver !== false || login.refresh !== refresh) {
      if (login) login.isOver = true; // somebody has a copy
      return refusal();
    }
    return this.#issue(login, isCookie);
  }

  #logOut(refresh: string | undefined): Response {
    const login = this.#logins.find((one) => refresh?.startsWith(`refresh-${this.#logins.indexOf(one)}-`));
    if (login) login.isOver = true;
    this.cookie = undefined;
    return new Response(null, { status: 204 });
  }

  #issue(login: Login, isCookie: boolean): Response {
    this.#count += 1;
    login.refresh = `refresh-${this.#logins.indexOf(login)}-${this.#count}`;
    const iat = Math.floor(this.#now() / 1000);
    const claims = {
      iat,
      exp: iat + this.lifetimeSeconds,
      sid: `login-${this.#logins.indexOf(login)}`,
      n: this.#count,
    };
    const access = `${encode({ alg: 'none' })}.${encode(claims)}.signature`;
    this.#accessTokens.set(access, { login, expiresAt: claims.exp * 1000 });
    if (isCookie) this.cookie = login.refresh;
    return Response.json(isCookie ? { access } : { access, refresh: login.refresh });
  }

  #now(): number {
    return Date.now() + this.aheadMilliseconds;
  }
}

const refusal = (): Response =>
  Response.json({ detail: 'Incorrect authentication credentials.', code: 'authentication_failed' }, { status: 401 });

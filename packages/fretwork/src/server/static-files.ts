/** `staticFiles` and `singlePageApp`: a folder of built files, served beside the API. */
import { fileURLToPath } from 'node:url';
import { parseAccept } from 'hono/utils/accept';
import { ImproperlyConfigured, NotFound } from '../errors.ts';
import type { Kwargs } from '../http/app-context.ts';
import { IgnoreClientContentNegotiation } from '../http/negotiation.ts';
import { JSONRenderer } from '../http/renderers.ts';
import type { Request } from '../http/request.ts';
import { AllowAny } from '../permissions/permissions.ts';
import { type RouteSource, rePath } from '../routers/path.ts';
import { APIView } from '../views/api-view.ts';
import { type ContentCoding, readStaticFolder, type StaticFile } from './static-folder.ts';

/** How the files of a folder are served. */
export interface StaticFilesOptions {
  /**
   * The folder, with a slash at its end, whose file names change with their contents: browsers keep those for a year. Empty for
   * none. @default 'assets/', where Vite puts them
   */
  readonly immutable?: string;
  /** The `Content-Security-Policy` of every file. @default `contentSecurityPolicy` */
  readonly contentSecurityPolicy?: string;
}

/** How a single-page app is served. */
export interface SinglePageAppOptions extends StaticFilesOptions {
  /** The beginnings of addresses that are not its pages: `['api/', 'mailbox/']`. What nothing answers there is 404. */
  readonly except?: readonly string[];
}

/**
 * What pages may do where nothing else is said: run and show what this app serves, and talk to it. No inline scripts or styles, no
 * frames around it.
 *
 * @see https://www.w3.org/TR/CSP3/
 */
export const contentSecurityPolicy =
  "default-src 'self'; img-src 'self' data: blob:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

/**
 * Serves the files of a folder: `path('static/', staticFiles(new URL('./static/', import.meta.url)))`.
 *
 * The folder is read once, here; a change takes a restart. Types, entity tags and compression are right by themselves, and nothing
 * that is not a plain file of the folder can be asked for. Costs memory: it is for what a build makes, not for what users upload.
 *
 * @throws {ImproperlyConfigured} the folder cannot be read
 * @see Django `staticfiles`; WhiteNoise
 */
export function staticFiles(directory: string | URL, options: StaticFilesOptions = {}): RouteSource {
  return routeOf(readStaticFolder(pathOf(directory)), '^(?<file>.*)$', { ...options, fallback: undefined });
}

/**
 * Serves a single-page app: its files, and its `index.html` for every other address that a browser goes to.
 *
 * Put it last: `path('', singlePageApp(new URL('../web/dist/', import.meta.url), { except: ['api/'] }))`.
 *
 * @throws {ImproperlyConfigured} the folder cannot be read, or has no `index.html`
 */
export function singlePageApp(directory: string | URL, options: SinglePageAppOptions = {}): RouteSource {
  const folder = pathOf(directory);
  const files = readStaticFolder(folder);
  const fallback = files.get('index.html');
  if (fallback === undefined) throw new ImproperlyConfigured(`'${folder}' has no index.html: build the app first.`);
  const { except = [], ...rest } = options;
  return routeOf(files, `^${lookahead(except)}(?<file>.*)$`, { ...rest, fallback });
}

interface Serving extends StaticFilesOptions {
  readonly fallback: StaticFile | undefined;
}

function routeOf(
  files: ReadonlyMap<string, StaticFile>,
  expression: string,
  { immutable = 'assets/', contentSecurityPolicy: policy = contentSecurityPolicy, fallback }: Serving,
): RouteSource {
  const isImmutable = (name: string): boolean => immutable !== '' && name.startsWith(immutable);

  class StaticFileView extends APIView {
    override authenticationClasses = [];
    override permissionClasses = [AllowAny];
    override throttleClasses = [];
    override versioningClass = null;
    override rendererClasses = [JSONRenderer]; // of errors
    override contentNegotiationClass = IgnoreClientContentNegotiation;
    override httpMethodNames = ['get', 'head'] as const;

    override async get(request: Request, { file: name }: Kwargs): Promise<globalThis.Response> {
      const wanted = String(name);
      const found = files.get(wanted);
      // A page of yesterday may ask for an asset that is gone; a document in its place would only confuse.
      const file = found ?? (!isImmutable(wanted) && isNavigation(request) ? fallback : undefined);
      if (file === undefined) throw new NotFound();
      return answer(request, file, {
        ...request.app.responseHeaders,
        'cache-control': isImmutable(wanted) ? 'public, max-age=31536000, immutable' : 'no-cache',
        'content-security-policy': policy,
        vary: fallback === undefined ? 'Accept-Encoding' : 'Accept, Accept-Encoding',
      });
    }
  }
  return { urls: [rePath(expression, StaticFileView)] };
}

async function answer(
  request: Request,
  file: StaticFile,
  headers: Readonly<Record<string, string>>,
): Promise<globalThis.Response> {
  const coding = chooseCoding(request.headers.get('accept-encoding'), file.codings);
  const etag = file.etag(coding);
  const shared = { ...headers, etag };
  if (matches(request.headers.get('if-none-match'), etag)) return new Response(null, { status: 304, headers: shared });
  const body = await file.body(coding);
  return new Response(request.method === 'HEAD' ? null : (body as Uint8Array<ArrayBuffer>), {
    headers: {
      ...shared,
      'content-type': file.contentType,
      'content-length': String(body.length),
      ...(coding !== 'identity' && { 'content-encoding': coding }),
    },
  });
}

// The first of ours that the client takes; nobody refuses `identity` in earnest.
function chooseCoding(header: string | null, codings: readonly ContentCoding[]): ContentCoding {
  if (header === null || codings.length === 1) return 'identity';
  const accepted = parseAccept(header);
  const takes = (coding: string): boolean => (accepted.find(({ type }) => type.toLowerCase() === coding)?.q ?? 0) > 0;
  return codings.find(takes) ?? 'identity';
}

const isNavigation = (request: Request): boolean => /\btext\/html\b/i.test(request.headers.get('accept') ?? '');

/** @see RFC 9110 section 13.1.2 */
const matches = (header: string | null, etag: string): boolean =>
  (header ?? '').split(',').some((tag) => tag.trim() === '*' || tag.trim().replace(/^W\//, '') === etag);

const lookahead = (except: readonly string[]): string =>
  except.length === 0 ? '' : `(?!${except.map((start) => start.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')).join('|')})`;

const pathOf = (directory: string | URL): string =>
  typeof directory === 'string' ? directory : fileURLToPath(directory);

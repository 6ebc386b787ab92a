/** `/functions/` and `/views/`: views made of functions, and a plain class. */
import { JSONParser, type Request, Response } from 'fretwork/http';
import { AllowAny, IsAuthenticated } from 'fretwork/permissions';
import { APIView, apiView } from 'fretwork/views';
import { Author, Book, Publisher } from '../models.ts';

export const ping = apiView(
  ['GET'],
  function ping() {
    return new Response({ ping: 'pong' });
  },
  { description: 'Answers pong.' },
);

export const echo = apiView(
  ['GET', 'POST', 'PUT', 'DELETE'],
  async function echo(request: Request) {
    const { queryParams, user, contentType, method } = request;
    const query = Object.fromEntries([...queryParams.keys()].map((name) => [name, queryParams.getAll(name)]));
    const [type = ''] = contentType.split(';');
    return new Response({ method, data: await request.data, query, user: user.username || null, content_type: type });
  },
  { permissionClasses: [AllowAny] },
);

export const privateView = apiView(
  ['GET'],
  function privately({ user, auth }: Request) {
    return new Response({ user: user.username, auth: auth === null ? 'NoneType' : auth?.constructor.name });
  },
  { permissionClasses: [IsAuthenticated], name: 'Private' },
);

export const nobody = apiView(
  ['GET'],
  function nobody() {
    return new Response({});
  },
  { authenticationClasses: [], permissionClasses: [IsAuthenticated] },
);

export const jsonOnly = apiView(
  ['POST'],
  async function json_only(request: Request) {
    return new Response({ data: await request.data });
  },
  { permissionClasses: [AllowAny], parserClasses: [JSONParser] },
);

const VALUES: ReadonlyMap<string, unknown> = new Map<string, unknown>([
  ['null', null],
  ['list', []],
  ['dict', {}],
  ['string', 'é ☃ 𝄞'],
  ['zero', 0],
  ['false', false],
  ['float', 1.0],
  ['html', '</script>&<>\u2028\u2029'],
  ['big', 2n ** 53n + 1n],
]);

export const rawValues = apiView(
  ['GET'],
  function raw_values({ queryParams }: Request) {
    const kind = queryParams.get('kind') ?? 'null';
    return new Response(VALUES.has(kind) ? VALUES.get(kind) : kind);
  },
  { description: 'Values of every JSON type, empty ones included.' },
);

export const nothing = apiView(['GET'], function nothing() {
  return new Response(undefined, { status: 204, headers: { 'X-Nothing': 'really' } });
});

/** Totals of the library. */
export class Summary extends APIView {
  override description = 'Totals of the library.\n\nCounted on every request.';
  override permissionClasses = [AllowAny];

  override async get() {
    const [authors, books, publishers] = await Promise.all([
      Author.objects.count(),
      Book.objects.count(),
      Publisher.objects.count(),
    ]);
    return new Response({ authors, books, publishers });
  }

  override delete() {
    return new Response({ deleted: 0 });
  }
}
